package io.usher.api.imports;

import static io.usher.api.Answers.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

/** A file that is larger than what may be in memory of it. */
class LargeFileIT {

    private static final int ROWS = 100_000;
    private static final Duration SOON = Duration.ofMinutes(5);
    private static final long MIB = 1 << 20;

    /** In a column that is not read, so that the file has about 60 MiB. */
    private static final String NOTES = "n".repeat(600);

    private final RunningApi api = RunningApi.shared();
    private final ImportScenario scenario = ImportScenario.on(api);
    private final String invitation = scenario.invitation();
    private final String key = api.key(scenario.organization(), "invitations:write");

    @Test
    void aHundredThousandRowsAreReadWithoutGrowingTheHeap() {
        long before = live();
        AtomicLong most = new AtomicLong();

        CompletableFuture<Map<String, Object>> started = upload();
        await().atMost(SOON).until(() -> {
            most.accumulateAndGet(live(), Math::max);
            return started.isDone();
        });
        String path = "/api/v1/imports/" + started.join().get("id");
        await().atMost(SOON).until(() -> {
            most.accumulateAndGet(live(), Math::max);
            return !get(scenario.caller(), path).at("state").equals("reading");
        });

        JsonNode ended = get(scenario.caller(), path).json();
        assertThat(ImportScenario.counts(ended)).startsWith("{new=100000, duplicate=0");
        assertThat((most.get() - before) / MIB).as("MiB more than before").isLessThan(30);
    }

    /** What is left of the heap once it has been collected. */
    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Nor does this end hold the file. */
    private CompletableFuture<Map<String, Object>> upload() {
        Flux<DataBuffer> rows = Flux.range(0, ROWS / 100)
                .map(hundred -> DefaultDataBufferFactory.sharedInstance.wrap(
                        rows(hundred).getBytes(UTF_8)));
        return WebClient.create(api.url())
                .post()
                .uri(ImportScenario.path(invitation))
                .header("Authorization", "Bearer " + key)
                .contentType(MediaType.valueOf("text/csv"))
                .body(BodyInserters.fromDataBuffers(rows))
                .retrieve()
                .bodyToMono(new ParameterizedTypeReference<Map<String, Object>>() {})
                .toFuture();
    }

    private static String rows(int hundred) {
        StringBuilder rows = new StringBuilder(hundred == 0 ? "First name,Last name,E-mail,Notes\n" : "");
        for (int row = hundred * 100; row < hundred * 100 + 100; row++) {
            rows.append("First%d,Last%d,p%d@example.com,%s%n".formatted(row, row, row, NOTES));
        }
        return rows.toString();
    }
}
