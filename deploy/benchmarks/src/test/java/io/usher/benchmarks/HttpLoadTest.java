package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpLoadTest {

    private static final IntFunction<byte[]> REQUESTS = new SeatRequests("/asked", "key", "test");

    private final Set<String> bodies = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/asked", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(requests.incrementAndGet() % 5 == 0 ? 409 : 202, 2);
            exchange.getResponseBody().write(new byte[] {'o', 'k'});
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void atARateEachRequestIsSentOnceAndEachAnswerIsCounted() {
        try (HttpLoad load = new HttpLoad(server.getAddress().getPort(), 4)) {
            HttpAnswers answers = load.run(Arrivals.atRate(1000, Duration.ofMillis(100)), System.nanoTime(), REQUESTS);

            assertThat(answers.statuses()).containsOnlyKeys(202, 409);
            assertThat(answers.count(202)).isEqualTo(80);
            assertThat(answers.count(409)).isEqualTo(20);
            assertThat(answers.begun()).isEqualTo(100);
            assertThat(bodies).hasSize(100);
            assertThat(answers.micros().getTotalCount()).isEqualTo(100);
            assertThat(answers.percentileMillis(99)).isBetween(0.01, 10_000.0);
        }
    }

    @Test
    void withoutARateItAsksUntilTheTimeIsOver() {
        try (HttpLoad load = new HttpLoad(server.getAddress().getPort(), 4)) {
            HttpAnswers first =
                    load.run(Arrivals.asFastAsAnswered(Duration.ofMillis(100)), System.nanoTime(), REQUESTS);
            HttpAnswers second =
                    load.run(Arrivals.asFastAsAnswered(Duration.ofMillis(100)), System.nanoTime(), REQUESTS);

            assertThat(first.begun() + second.begun()).isEqualTo(requests.get());
            assertThat(first.seconds()).isGreaterThanOrEqualTo(0.1);
        }
    }
}
