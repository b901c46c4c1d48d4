package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.testing.Checkout;
import io.usher.testing.MetricsPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares {@code deploy/docs/metrics.md} with the code: the page lists exactly the metrics that the programs register. */
final class MetricsPageTest {

    private static final List<String> PROGRAMS = List.of("runtime", "api", "acceptance-worker", "notifier-worker");

    /** How Micrometer is called, and the name of the meter: all of them begin alike. */
    private static final Pattern METER =
            Pattern.compile("(?:(Gauge|TimeGauge|Counter|Timer)\\s*\\.builder|(counter|gauge|gaugeCollectionSize))"
                    + "\\(\\s*(?:\"(usher\\.[a-z.]+)\"|([A-Z_]+)\\s*,)");

    @Test
    void thePageListsExactlyTheMetricsOfThePrograms() {
        Map<String, String> inCode = new HashMap<>();
        for (String program : PROGRAMS) {
            sources(Checkout.root().resolve(program).resolve("src/main/java"))
                    .forEach(source -> METER.matcher(source).results().forEach(meter -> add(inCode, source, meter)));
        }

        assertThat(inCode).containsKeys("usher_outbox_age_seconds", "usher_worker_decisions_total");
        assertThat(MetricsPage.read(Checkout.root()).types()).containsExactlyInAnyOrderEntriesOf(inCode);
    }

    private static void add(Map<String, String> inCode, String source, MatchResult meter) {
        String name = meter.group(3) == null ? constant(source, meter.group(4)) : meter.group(3);
        String kind = meter.group(1) == null ? meter.group(2) : meter.group(1);
        String prometheus = name.replace('.', '_');
        switch (kind) {
            case "Counter", "counter" -> inCode.put(prometheus + "_total", "counter");
            case "Timer" -> inCode.put(prometheus + "_seconds", "timer");
            case "TimeGauge" -> inCode.put(prometheus + "_seconds", "gauge");
            default -> inCode.put(prometheus, "gauge");
        }
    }

    private static String constant(String source, String name) {
        return Pattern.compile("\\b" + name + " = \"([^\"]+)\"")
                .matcher(source)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    /** No meter escapes the comparison by another spelling. */
    @Test
    void everyNameOfAMeterIsFound() {
        Pattern name =
                Pattern.compile("\"(usher\\.(?:api|work|worker|notifier|outbox|projection|stalled|dead)\\.[a-z.]+)\"");
        List<String> onPage =
                List.copyOf(MetricsPage.read(Checkout.root()).types().keySet());
        for (String program : PROGRAMS) {
            sources(Checkout.root().resolve(program).resolve("src/main/java"))
                    .flatMap(source -> name.matcher(source).results())
                    .map(found -> found.group(1).replace('.', '_'))
                    .forEach(meter -> assertThat(onPage).anyMatch(listed -> listed.startsWith(meter)));
        }
    }

    private static Stream<String> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).map(MetricsPageTest::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
