package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.embedded.Database;
import io.usher.embedded.EmbeddedKafka;
import io.usher.embedded.EmbeddedPostgres;
import io.usher.embedded.MailCatcher;
import io.usher.testing.Checkout;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Runs the three programs from their jars, with servers that stop and start. */
@Execution(CONCURRENT)
final class ProgramsOnTheirOwnFaultIT {

    private static final Duration NOTICED_WITHIN = Duration.ofMinutes(2);

    @Test
    void programsAreReadyExactlyWhileDatabaseAndBrokerRun() throws IOException {
        Path folder = Files.createTempDirectory(Checkout.target(), "servers-");
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.start(folder.resolve("postgres"), Checkout.postgresBinaries(), 0);
                EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                MailCatcher mail = MailCatcher.start(folder.resolve("mail"), 0, 0)) {
            Database database = postgres.createDatabase("usher");
            database.migrate();
            kafka.stop();
            List<ProgramProcess> programs = Stream.of(Program.values())
                    .map(program -> launch(program, database, kafka, mail))
                    .toList();
            try {
                awaitLaunchedBeforeTheBroker(programs);
                kafka.start();
                programs.forEach(ProgramProcess::awaitReady);

                postgres.stop();
                assertAll(programs, false);
                postgres.start();
                assertAll(programs, true);

                kafka.stop();
                assertAll(programs, false);
                kafka.start();
                assertAll(programs, true);

                programs.forEach(program ->
                        await().atMost(NOTICED_WITHIN).until(() -> program.get("/actuator/prometheus") == 200));
            } finally {
                programs.forEach(ProgramProcess::close);
            }
        }
    }

    private static ProgramProcess launch(Program program, Database database, EmbeddedKafka kafka, MailCatcher mail) {
        return ProgramProcess.launch(
                Modules.of(program),
                ProgramProcess.FAST_COMPILER,
                Map.of(
                        "spring.r2dbc.url", database.r2dbcUrl(),
                        "spring.r2dbc.password", database.letIn(program.role()),
                        "spring.kafka.bootstrap-servers", kafka.bootstrapServers(),
                        "usher.link-key", "00112233445566778899aabbccddeeff".repeat(2),
                        "spring.mail.port", Integer.toString(mail.smtpPort())));
    }

    private static void awaitLaunchedBeforeTheBroker(List<ProgramProcess> programs) {
        programs.forEach(program -> await("%s waits".formatted(program))
                .atMost(NOTICED_WITHIN)
                .until(() -> program.output().stream().anyMatch(line -> line.contains("waiting for the brokers"))));
    }

    private static void assertAll(List<ProgramProcess> programs, boolean ready) {
        await().atMost(NOTICED_WITHIN)
                .untilAsserted(() -> assertThat(programs).allSatisfy(program -> {
                    assertThat(program.isReady()).as("%s", program).isEqualTo(ready);
                    assertThat(program.get("/actuator/health/liveness")).isEqualTo(200);
                }));
    }
}
