package io.usher.testing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.usher.embedded.Database;
import io.usher.embedded.Databases;
import io.usher.embedded.EmbeddedKafka;
import io.usher.embedded.EmbeddedPostgres;
import io.usher.embedded.KafkaServer;
import io.usher.embedded.MailCatcher;
import io.usher.embedded.PostgresServer;
import io.usher.embedded.ServerStartException;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * The servers of the tests of one JVM: one of each kind, empty at first use, closed when the JVM ends. PostgreSQL and Kafka
 * run in containers where a Docker engine answers and embedded where none does; the system property {@code usher.servers}
 * or the environment's {@code USHER_SERVERS} ({@code containers} or {@code embedded}) decides otherwise.
 */
public final class TestServers {

    private static final Logger LOG = LoggerFactory.getLogger(TestServers.class);
    private static final String TEMPLATE = "fresh_template";

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
                            : EmbeddedPostgres.start(folder().resolve("postgres"), folder().binaries(), 0));
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

    /** Embedded in any case. */
    public static synchronized MailCatcher mail() {
        if (mail == null) {
            mail = closedAtExit(MailCatcher.start(folder().resolve("mail"), 0, 0));
        }
        return mail;
    }

    /** A database of its own on {@link #postgres()}, migrated where {@code db/migration} is on the class path. */
    public static synchronized Database freshDatabase() {
        PostgresServer server = postgres();
        if (template == null) {
            // Migrated once: a copy of the template takes a fraction of the time of the migrations.
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

    private static synchronized boolean inContainers() {
        if (containers == null) {
            // Asked once: without an engine the question takes long.
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
            // Not tried again for every test: an image that cannot be pulled takes minutes.
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
                                LOG.error("A test server is left running", e);
                            }
                        },
                        "closing a test server"));
        return server;
    }
}
