package io.usher.api.imports;

import static io.usher.api.imports.ImportScenario.SOON;
import static io.usher.api.imports.ImportScenario.people;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class LargeFileIT {

    private static final int ROWS = 100_000;

    /** A third of what the rows take as text alone, which is one byte for each character. */
    private static final long MOST_BYTES = 8L * 1024 * 1024;

    private final ImportScenario scenario = ImportScenario.on(RunningApi.shared());

    @Test
    void aHundredThousandRowsAreReadWithoutGrowingTheHeap() {
        String long200 = "Ada".repeat(66);
        byte[] file = IntStream.range(0, ROWS)
                .mapToObj(i -> "%s %d,L,p%d@imported.example%n".formatted(long200, i, i))
                .collect(Collectors.joining())
                .getBytes(UTF_8);
        assertThat((long) file.length).isGreaterThan(2 * MOST_BYTES);
        String path = ImportScenario.path(scenario.invitation()) + "?dryRun=true";

        assertThat(scenario.ended(scenario.upload(scenario.invitation(), people(0, 2000)))
                        .path("done")
                        .asInt())
                .isEqualTo(2000);

        long before = live();
        Answers started = ImportScenario.upload(scenario.caller(), path, file, "text/csv");
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        // Not measured at once: the client may still hold what it has sent.
        List<Long> grown = new ArrayList<>();
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).until(() -> {
            long now = live();
            if (!scenario.show(started).path("state").asString().equals("reading")) {
                return true;
            }
            grown.add(now - before);
            return false;
        });

        assertThat(scenario.show(started).path("counts").path("new").asInt()).isEqualTo(ROWS);
        assertThat(grown).isNotEmpty().allSatisfy(bytes -> assertThat(bytes).isLessThan(MOST_BYTES));
    }

    /** Bytes of the heap that were in use after it was collected. */
    private static long live() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }
}
