package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the figures can be measured; what they are is nobody's business here. */
final class BenchIT {

    @Test
    void theProgramsAreMeasuredAsProcessesOfTheirOwn() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        Path folder = Files.createTempDirectory(module.resolve("target"), "bench-");

        Report report = Bench.run(
                module.resolve("../..").normalize(),
                folder,
                Options.of(List.of("--tiny", "http", "hashes", "decide", "import", "lists", "streams")),
                new Progress(System.out));

        assertThat(report.figures())
                .containsKeys(
                        "http", "httpEmpty", "refuse", "decide", "rowLock", "sqlCeiling", "import", "import heap most")
                .containsKeys(
                        "lists members small", "lists members large", "lists invitees large", "lists invitations large")
                .containsKeys("creating small", "creating large")
                .containsKeys("page", "page size", "accept", "hashes p99 none", "hashes p99 due")
                .containsKeys("streams", "streams heap")
                .allSatisfy((name, measured) ->
                        assertThat(measured.median()).as(name).isPositive());
        assertThat(report.figures().get("streams"))
                .as("each was told of a seat that was taken")
                .extracting(Measured::median)
                .isEqualTo((double) Sizes.TINY.streams());
        assertThat(report.table()).hasSizeGreaterThan(report.figures().size());
    }
}
