package io.usher.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static org.junit.jupiter.api.parallel.ExecutionMode.SAME_THREAD;

import io.usher.testing.Checkout;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The faults that one installation survives, small: {@code deploy/faults} plays all of them at full size. */
@Execution(CONCURRENT)
class OneInstallationFaultIT {

    private static final int REQUESTS = 800;
    private static final long SEED = Long.getLong("usher.seed", System.nanoTime());

    /**
     * The rows of each load. Those that share one do not hit the same programs, and none needs what another one takes
     * away. The killed notifier, whose mails may come again, shares one with clocks and waiting lists only.
     */
    static final List<List<FaultRow>> LOADS = List.of(
            List.of(FaultRow.KILLED_WORKER, FaultRow.KILLED_API, FaultRow.REPLAY),
            List.of(FaultRow.REBALANCE_STORM, FaultRow.KILLED_DATABASE),
            List.of(FaultRow.COLD_START),
            List.of(FaultRow.NETWORK_FAULTS),
            List.of(FaultRow.WRONG_CLOCKS, FaultRow.KILLED_NOTIFIER, FaultRow.WAITING_LISTS),
            List.of(
                    FaultRow.REUSED_KEYS,
                    FaultRow.CANCELLED_CALLS,
                    FaultRow.POISON_RECORDS,
                    FaultRow.OVERSIZED_CALLS,
                    FaultRow.SOLD_OUT),
            List.of(FaultRow.SUSPENDED_WORKER, FaultRow.MORE_PARTITIONS));

    private static Installation installation;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Checkout.target()), "installation-");
        installation = Installation.start(
                folder, ProxiedBroker.start(folder.resolve("kafka")), 2, 2, ProgramProcess.FAST_COMPILER);
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @ParameterizedTest
    @Execution(SAME_THREAD)
    @FieldSource("LOADS")
    void nothingIsLostOrDuplicated(List<FaultRow> rows) {
        FaultResult result = FaultRun.play(rows, installation, SEED, REQUESTS, FaultRow::fewStrikes, System.out);

        assertThat(result.violations()).as("%s", result).isEmpty();
        assertThat(result.decisions()).as("%s", result).isPositive();
    }
}
