package io.usher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.testing.Checkout;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The faults that one installation survives, small: {@code deploy/faults} plays all of them at full size. */
class OneInstallationFaultIT {

    private static final int REQUESTS = 800;
    private static final long SEED = Long.getLong("usher.seed", System.nanoTime());

    private static Installation installation;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Checkout.target()), "installation-");
        installation = Installation.start(
                folder, WiredBroker.start(folder.resolve("kafka")), 2, 2, ProgramProcess.FAST_COMPILER);
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultRow.class,
            mode = Mode.EXCLUDE,
            names = {"RESTARTED_BROKER", "TOO_FEW_BROKERS"})
    void nothingIsLostOrDoubled(FaultRow row) {
        FaultResult result = FaultRun.play(row, installation, SEED, REQUESTS, row.fewStrikes(), System.out);

        assertThat(result.violations()).as("%s", result).isEmpty();
        assertThat(result.decisions()).as("%s", result).isPositive();
    }
}
