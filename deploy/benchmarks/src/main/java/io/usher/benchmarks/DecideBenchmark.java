package io.usher.benchmarks;

import io.usher.acceptance.AcceptanceWorkerApplication;
import io.usher.servers.Database;
import io.usher.servers.EmbeddedKafka;
import io.usher.servers.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/**
 * How many acceptances per second the worker decides from a prefilled topic, for one public invitation: from the log
 * to committed rows and published decisions. PostgreSQL with fsync, the broker and the worker share this JVM's
 * machine.
 */
public final class DecideBenchmark {

    private static final int WARM_UP = 50_000;
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private DecideBenchmark() {}

    /** @param arguments the folder for data, and how many requests to measure (200,000) */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Path.of(arguments[0]);
        int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200_000;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0);
                EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            Database database = postgres.createDatabase("benchmark");
            database.migrate();
            Challenge challenge = new Challenge(database, kafka);
            try (ConfigurableApplicationContext worker = worker(database, kafka)) {
                KafkaListenerEndpointRegistry listeners = worker.getBean(KafkaListenerEndpointRegistry.class);
                double ignored = measure(challenge, listeners, 0, WARM_UP);
                double perSecond = measure(challenge, listeners, WARM_UP, requests);
                if (challenge.members() != WARM_UP + requests) {
                    throw new IllegalStateException(
                            "members: %d (expected %d)".formatted(challenge.members(), WARM_UP + requests));
                }
                System.out.printf(
                        "decide: %,.0f acceptances per second (%,d requests, %d cores; warm-up %,.0f)%n",
                        perSecond, requests, Runtime.getRuntime().availableProcessors(), ignored);
            }
        }
    }

    private static ConfigurableApplicationContext worker(Database database, EmbeddedKafka kafka) {
        return AcceptanceWorkerApplication.application()
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--spring.r2dbc.url=" + database.r2dbcUrl(),
                        "--spring.r2dbc.password=" + database.letIn("usher_acceptance_worker"),
                        "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
    }

    private static double measure(
            Challenge challenge, KafkaListenerEndpointRegistry listeners, int before, int requests)
            throws SQLException {
        listeners.stop();
        challenge.ask(before, before + requests);
        listeners.start();
        while (challenge.decided() == before) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        long begun = System.nanoTime();
        long already = challenge.decided() - before;
        while (challenge.decided() < before + requests) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        return (requests - already) * 1e9 / (System.nanoTime() - begun);
    }
}
