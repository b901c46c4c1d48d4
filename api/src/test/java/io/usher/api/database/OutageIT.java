package io.usher.api.database;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.http.security.Secret;
import io.usher.embedded.Database;
import io.usher.testing.FaultProxy;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Stops the servers that all tests share. */
@Isolated
class OutageIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String READY = "/actuator/health/readiness";
    private static final String ALIVE = "/actuator/health/liveness";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient platform = api.platform();
    private final WebTestClient anybody = api.anonymous();

    @Test
    void withoutPostgresqlEveryRequestIsUnavailable() {
        String id = api.organization("Outage").get("id").asString();
        TestServers.postgres().stop();
        try {
            await().untilAsserted(() -> {
                Answers refused = get(platform, "/api/v1/organizations/" + id);
                assertThat(refused.problem()).isEqualTo("503 unavailable");
                assertThat(refused.header("Retry-After")).matches("[1-9][0-9]*");
            });
            assertThat(post(platform, "/api/v1/organizations", named("Lost")).problem())
                    .isEqualTo("503 unavailable");
            // A key that is not known here can be neither let in nor turned away.
            String unknown = Secret.create().token();
            await().untilAsserted(() -> assertThat(
                            get(api.as(unknown), "/api/v1/organizations").problem())
                    .isEqualTo("503 unavailable"));
            assertThat(get(api.as("no-key"), "/api/v1/organizations").problem()).isEqualTo("401 unauthorized");
            await().untilAsserted(() -> assertThat(get(anybody, READY).status()).isEqualTo(503));
            assertThat(get(anybody, ALIVE).status()).isEqualTo(200);
            assertThat(get(anybody, "/v3/api-docs").status()).isEqualTo(200);
        } finally {
            TestServers.postgres().start();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(anybody, READY).status()).isEqualTo(200));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                get(platform, "/api/v1/organizations/" + id).status())
                        .isEqualTo(200));
    }

    @Test
    void aSilentDatabaseMakesRequestsUnavailable() {
        try (FaultProxy proxy = FaultProxy.to(TestServers.postgres());
                RunningApi throughTheProxy = RunningApi.start(proxy.through(TestServers.freshDatabase()))) {
            WebTestClient caller = throughTheProxy.platform();
            await().until(() -> get(caller, "/api/v1/organizations").status() == 200);

            proxy.stall();

            assertThat(get(caller, "/api/v1/organizations").problem()).isEqualTo("503 unavailable");
            assertThat(post(caller, "/api/v1/organizations", named("Lost")).problem())
                    .isEqualTo("503 unavailable");
            endAtOnce(proxy);
        }
    }

    /** The program does not wait for answers that cannot come. */
    private static void endAtOnce(FaultProxy proxy) {
        proxy.dropConnections();
    }

    @Test
    void aStatementLostOnTheWireMakesTheRequestUnavailable() {
        assertUnavailable("from directory.organization", caller -> get(caller, "/api/v1/organizations"));
    }

    @Test
    void aCommitLostOnTheWireMakesTheRequestUnavailable() {
        assertUnavailable("COMMIT", caller -> post(caller, "/api/v1/organizations", named("Lost")));
    }

    private static void assertUnavailable(String last, Function<WebTestClient, Answers> request) {
        try (FaultProxy proxy = FaultProxy.to(TestServers.postgres());
                RunningApi throughTheProxy =
                        RunningApi.start(proxy.through(TestServers.freshDatabase()), "usher.answer-within=2s")) {
            WebTestClient caller = throughTheProxy.platform();
            // The key is looked up before, by a request that needs nothing else.
            await().until(() -> get(caller, "/api/v1/organizations?limit=0").status() == 400);

            proxy.stallAfter(last);

            assertThat(request.apply(caller).problem()).isEqualTo("503 unavailable");
            endAtOnce(proxy);
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aStartWaitsForADatabaseThatIsAway(CapturedOutput output) {
        Database database = TestServers.freshDatabase();
        String password = database.letIn("usher_api");
        TestServers.postgres().stop();
        CompletableFuture<RunningApi> start = CompletableFuture.supplyAsync(
                () -> RunningApi.startFromTheBeginning(database, "spring.r2dbc.password=" + password));
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> output.getAll().contains("the start waits"));
        } finally {
            TestServers.postgres().start();
            try (RunningApi started = start.join()) {
                assertThat(get(started.platform(), "/api/v1/organizations").status())
                        .isEqualTo(200);
            }
        }
    }

    /** On a slow machine it takes longer to open one than a look-up may take. */
    @Test
    void whoAsksFirstWaitsForNoConnection() throws SQLException {
        Database database = TestServers.freshDatabase();
        try (RunningApi started = RunningApi.start(database)) {
            List<WebTestClient> tenants = List.of(tenant(started, "One"), tenant(started, "Other"));
            try (WaitingLookUps all = new WaitingLookUps(database)) {
                takeNoMoreConnections(database);

                all.takeAllConnections(tenants);
            }
        }
    }

    private static WebTestClient tenant(RunningApi started, String name) {
        String organization = started.organization(name).get("id").asString();
        return started.as(started.key(organization, "acceptances:write"));
    }

    private static void takeNoMoreConnections(Database database) throws SQLException {
        try (Connection owned =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = owned.createStatement()) {
            statement.execute("alter database \"%s\" connection limit 0".formatted(database.name()));
        }
    }

    @Test
    void theFirstRequestAfterARestartOfPostgresqlIsServedThoughAllConnectionsWereLost() {
        String path =
                "/api/v1/organizations/" + api.organization("Restart").get("id").asString();
        // More at once than the pool has connections: all of them are open, and then stale.
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Flux.range(0, 64)
                        .flatMap(
                                i -> Mono.fromCallable(() -> get(platform, path).status())
                                        .subscribeOn(Schedulers.boundedElastic()),
                                64)
                        .all(status -> status == 200)
                        .block());

        TestServers.postgres().restart();

        assertThat(get(platform, path).status()).isEqualTo(200);
    }

    @Test
    void withoutABrokerTheProgramIsNotReadyAndStillTakesChanges() {
        TestServers.kafka().stop();
        try {
            await().untilAsserted(() -> assertThat(get(anybody, READY).status()).isEqualTo(503));
            assertThat(get(anybody, ALIVE).status()).isEqualTo(200);
            assertThat(post(platform, "/api/v1/organizations", named("Still " + System.nanoTime()))
                            .status())
                    .isEqualTo(201);
        } finally {
            TestServers.kafka().start();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(anybody, READY).status()).isEqualTo(200));
    }
}
