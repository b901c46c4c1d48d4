package io.usher.testing;

import static org.awaitility.pollinterval.IterativePollInterval.iterative;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.usher.embedded.Database;
import io.usher.embedded.Databases;
import io.usher.embedded.EmbeddedKafka;
import io.usher.embedded.EmbeddedPostgres;
import io.usher.embedded.KafkaServer;
import io.usher.embedded.MailCatcher;
import io.usher.embedded.PostgresServer;
import io.usher.embedded.ServerStartException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * The servers that the tests of one JVM share: one of each kind, empty at first, closed when the JVM ends. PostgreSQL
 * and Kafka run in containers if a Docker engine responds, and embedded otherwise. PostgreSQL does not flush to disk: that of
 * many new databases would stop all tests for seconds. The system property {@code
 * usher.servers} or the environment variable {@code USHER_SERVERS} ({@code containers} or {@code embedded}) overrides
 * this. With the first of them Awaitility looks more often than by default.
 */
public final class TestServers {

    private static final Logger LOG = LoggerFactory.getLogger(TestServers.class);
    private static final String TEMPLATE = "fresh_template";
    private static final Duration AT_FIRST = Duration.ofMillis(5);
    private static final Duration LATER = Duration.ofMillis(80);

    static {
        // Whoever uses servers waits for them, mostly for milliseconds. What takes long is not looked at all the time.
        Awaitility.setDefaultPollInterval(
                iterative(last -> last.compareTo(LATER) < 0 ? last.multipliedBy(2) : last, AT_FIRST));
    }

    @GuardedBy("TestServers.class") private static @Nullable TestFolder folder;

    @GuardedBy("TestServers.class") private static @Nullable PostgresServer postgres;

    @GuardedBy("TestServers.class") private static @Nullable KafkaServer kafka;

    @GuardedBy("TestServers.class") private static @Nullable MailCatcher mail;

    @GuardedBy("TestServers.class") private static @Nullable Database template;

    @GuardedBy("TestServers.class") private static int databases;

    @GuardedBy("TestServers.class") private static @Nullable Boolean containers;

    @GuardedBy("TestServers.class") private static @Nullable ServerStartException refused;

    private TestServers() {}

    public static synchronized PostgresServer postgres() {
        if (postgres == null) {
            postgres = closedAtExit(
                    inContainers()
                            ? contained(ContainerPostgres::run)
                            : EmbeddedPostgres.startWithoutFlushing(
                                    folder().resolve("postgres"), Checkout.postgresBinaries(), 0));
        }
        return postgres;
    }

    public static synchronized KafkaServer kafka() {
        if (kafka == null) {
            kafka = closedAtExit(
                    inContainers()
                            ? contained(ContainerKafka::run)
                            : EmbeddedKafka.start(folder().resolve("kafka"), 0));
        }
        return kafka;
    }

    /** Always embedded. */
    public static synchronized MailCatcher mail() {
        if (mail == null) {
            mail = closedAtExit(MailCatcher.start(folder().resolve("mail"), 0, 0));
        }
        return mail;
    }

    /** Creates a database on {@link #postgres()}, migrated if {@code db/migration} is on the class path. */
    public static synchronized Database freshDatabase() {
        PostgresServer server = postgres();
        if (template == null) {
            // A copy of the template takes a fraction of the time of the migrations.
            Database migrated = server.createDatabase(TEMPLATE);
            if (TestServers.class.getResource("/db/migration") != null) {
                migrated.migrate();
            }
            template = migrated;
        }
        databases++;
        return new Databases(
                        server.host(),
                        server.port(),
                        server.superuser(),
                        server.superuserPassword(),
                        template.ownerPassword())
                .create("fresh_" + databases, TEMPLATE);
    }

    static synchronized boolean inContainers() {
        if (containers == null) {
            // Decided once: without an engine this takes long.
            containers = chosenContainers();
        }
        return containers;
    }

    private static boolean chosenContainers() {
        String choice = System.getProperty("usher.servers", System.getenv().getOrDefault("USHER_SERVERS", "auto"));
        return switch (choice.toLowerCase(Locale.ROOT)) {
            case "containers" -> true;
            case "embedded" -> false;
            case "auto" -> DockerClientFactory.instance().isDockerAvailable();
            default ->
                throw new IllegalArgumentException(
                        "usher.servers: %s (expected containers, embedded or auto)".formatted(choice));
        };
    }

    private static synchronized <S> S contained(Supplier<S> run) {
        if (refused != null) {
            // Not retried by every test: an image that cannot be pulled takes minutes.
            throw refused;
        }
        try {
            return run.get();
        } catch (RuntimeException e) {
            refused = new ServerStartException(
                    "No test server in a container (USHER_SERVERS=embedded runs them without): %s"
                            .formatted(e.getMessage()),
                    e);
            throw refused;
        }
    }

    private static synchronized TestFolder folder() {
        if (folder == null) {
            folder = TestFolder.hold();
        }
        return folder;
    }

    private static <S extends AutoCloseable> S closedAtExit(S server) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                server.close();
                            } catch (Exception e) {
                                LOG.error("A test server was not closed and may still run", e);
                            }
                        },
                        "closing a test server"));
        return server;
    }
}
