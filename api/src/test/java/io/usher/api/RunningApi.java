package io.usher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.embedded.Database;
import io.usher.testing.PatientConnections;
import io.usher.testing.ReusedConnections;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The program, running on a port of its own against real servers. */
public final class RunningApi implements AutoCloseable {

    public static final String ADMIN_TOKEN = "a-platform-token-for-tests";

    /** 32 bytes in hexadecimal digits. */
    public static final String LINK_KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static @Nullable RunningApi shared;

    private final Database database;
    private final ConfigurableApplicationContext context;

    private RunningApi(Database database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
    }

    /** One for all tests that leave the servers alone. Each uses organizations of its own. */
    public static synchronized RunningApi shared() {
        if (shared == null) {
            shared = start(
                    TestServers.freshDatabase(),
                    PatientConnections.SETTINGS.entrySet().stream()
                            .map(Map.Entry::toString)
                            .toArray(String[]::new));
        }
        return shared;
    }

    /**
     * One at a time: what is set up with the first start of a JVM, such as logging, is not made for two at once.
     *
     * @param settings as {@code name=value}, over those that every test needs
     */
    public static synchronized RunningApi start(Database database, String... settings) {
        TopicEnds.skipTo(database);
        return startFromTheBeginning(database, settings);
    }

    /** On a new database it projects all that is on the topics. The servers may be away. */
    public static synchronized RunningApi startFromTheBeginning(Database database, String... settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "server.port",
                "0",
                "spring.r2dbc.url",
                database.r2dbcUrl(),
                "spring.kafka.bootstrap-servers",
                TestServers.kafka().bootstrapServers(),
                "usher.admin-token",
                ADMIN_TOKEN,
                "usher.link-key",
                LINK_KEY,
                "usher.sealing-secrets",
                "a-sealing-secret-for-all-instances-of-tests",
                // All people of all tests come from one address.
                "usher.accounts.proofs-of-network.most",
                "100000",
                "usher.accounts.refusals-of-network.most",
                "1000000",
                "usher.accounts.wrong-tokens-of-network.most",
                "100000",
                "usher.pages.decision-within",
                "15s"));
        all.putAll(StubIssuer.shared().settings());
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            all.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        // Programs on other databases are no instances of the same.
        all.putIfAbsent("usher.projection.group", "projection-" + database.name());
        all.putIfAbsent("usher.dead-letters.group", "dead-letters-" + database.name());
        all.computeIfAbsent("spring.r2dbc.password", absent -> database.letIn("usher_api"));
        return new RunningApi(
                database,
                ApiApplication.application()
                        .run(all.entrySet().stream()
                                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                                .toArray(String[]::new)));
    }

    public Database database() {
        return database;
    }

    /** Runs a statement as the owner of the database; returns how many rows it changed. */
    @CanIgnoreReturnValue
    public int execute(String sql, @Nullable Object... values) {
        return ReusedConnections.update(database, sql, values);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public String url() {
        return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** A client with the platform's key. */
    public WebTestClient platform() {
        return as(ADMIN_TOKEN);
    }

    public WebTestClient as(String token) {
        return anonymous()
                .mutate()
                .defaultHeader("Authorization", "Bearer " + token)
                .build();
    }

    public WebTestClient anonymous() {
        return WebTestClient.bindToServer()
                .baseUrl(url())
                .responseTimeout(Duration.ofMinutes(1))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
                .build();
    }

    /** Makes an organization; answers it as JSON. */
    public JsonNode organization(String name) {
        return created(platform(), "/api/v1/organizations", Map.of("name", name));
    }

    /** Makes a key of the organization; answers its secret. */
    public String key(String organization, String... scopes) {
        return created(
                        platform(),
                        "/api/v1/organizations/" + organization + "/api-keys",
                        Map.of("name", "test", "scopes", List.of(scopes)))
                .get("secret")
                .asString();
    }

    /** Posts what must be answered 201; answers the body. */
    public static JsonNode created(WebTestClient client, String path, Object body) {
        Answers made = served(() -> Answers.post(client, path, body), Answers::status);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    /** Sends it again while the API is too busy for it. */
    public static <T> T served(Supplier<T> request, ToIntFunction<T> status) {
        return await().atMost(Patience.SOON)
                .pollDelay(Duration.ZERO)
                .pollInSameThread()
                .until(request::get, answer -> status.applyAsInt(answer) != 503);
    }

    @Override
    public void close() {
        context.close();
    }
}
