package io.usher.api.http.security;

import static io.usher.api.RawConnection.head;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.usher.api.Answers;
import io.usher.api.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

class ServingInTurnTest {

    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final AtomicLong nanoTime = new AtomicLong();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoopResources loops = LoopResources.create("serving-in-turn", 1, true);
    private final Map<Locale, byte[]> pages =
            Map.of(Locale.ENGLISH, "later".getBytes(UTF_8), Locale.GERMAN, "warten".getBytes(UTF_8));
    private final DisposableServer server = new ServingInTurn(
                    WITHIN, registry, JsonMapper.shared(), pages, nanoTime::get)
            .apply(HttpServer.create().port(0).runOn(loops))
            .handle(this::serve)
            .bindNow();

    /** The path says how many seconds it takes. */
    private Mono<Void> serve(HttpServerRequest request, HttpServerResponse response) {
        return Mono.defer(() -> {
            int seconds = Integer.parseInt(request.uri().substring(request.uri().lastIndexOf('/') + 1));
            nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
            return response.status(204).send();
        });
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        loops.dispose();
    }

    /** Of two, whichever is read later. */
    @Test
    void requestsThatWaitedTooLongAreRefusedAndLaterOnesServed() throws IOException, InterruptedException {
        try (RawConnection one = connect();
                RawConnection other = connect();
                RawConnection health = connect()) {
            String slow = head("POST", "/6", "Content-Length: 4") + "body";
            arriveTogether(() -> {
                one.send(slow);
                other.send(slow);
                health.send(head("GET", "/actuator/health/0"));
            });
            Answers ofOne = one.answer();
            Answers ofOther = other.answer();
            assertThat(List.of(ofOne.status(), ofOther.status())).containsExactlyInAnyOrder(204, 503);
            boolean oneIsRefused = ofOne.status() == 503;
            Answers refused = oneIsRefused ? ofOne : ofOther;
            assertThat(refused.headers().getFirst("Retry-After")).isEqualTo("2");
            assertThat(refused.headers().getFirst("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.json().path("code").asString()).isEqualTo("overloaded");
            assertThat(health.answer().status()).isEqualTo(204);
            assertThat((oneIsRefused ? one : other)
                            .send(head("GET", "/0"))
                            .answer()
                            .status())
                    .isEqualTo(204);
            assertThat(registry.get("usher.api.requests.overloaded").counter().count())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Accept-Language: de-AT, en;q=0.5 | warten",
                "Accept-Language: tlh             | later",
                "Accept-Language: x;q=y           | later",
                "X-Nothing: of it                 | later"
            })
    void whoeverAsksForAPageGetsOneInTheirLanguage(String language, String page)
            throws IOException, InterruptedException {
        try (RawConnection one = connect();
                RawConnection other = connect()) {
            String slow = head("GET", "/6", "Accept: text/html,*/*;q=0.8", language);
            arriveTogether(() -> {
                one.send(slow);
                other.send(slow);
            });
            List<Answers> answers = List.of(one.answer(), other.answer());
            assertThat(answers).extracting(Answers::status).containsExactlyInAnyOrder(204, 503);
            Answers refused = answers.stream()
                    .filter(answer -> answer.status() == 503)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.header("Retry-After")).isEqualTo("2");
            assertThat(refused.header("Content-Type")).startsWith("text/html");
            assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
            assertThat(refused.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(refused.text()).isEqualTo(page);
        }
    }

    @Test
    void whoHasWaitedForAMomentIsServed() throws IOException, InterruptedException {
        try (RawConnection first = connect();
                RawConnection second = connect()) {
            arriveTogether(() -> {
                first.send(head("GET", "/4"));
                second.send(head("GET", "/0"));
            });
            assertThat(first.answer().status()).isEqualTo(204);
            assertThat(second.answer().status()).isEqualTo(204);
        }
    }

    /** A connection that the event loop already reads. */
    private RawConnection connect() throws IOException {
        RawConnection connection = new RawConnection(server.port());
        assertThat(connection.send(head("GET", "/0")).answer().status()).isEqualTo(204);
        return connection;
    }

    /** What is sent meanwhile is read at once afterwards: the only event loop waits for it. */
    private void arriveTogether(Sending sending) throws IOException, InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        EventLoop loop =
                (EventLoop) loops.onServer(LoopResources.DEFAULT_NATIVE).next();
        loop.execute(() -> {
            held.countDown();
            while (sent.getCount() > 0) {
                // BlockHound ends the task that waits otherwise than by looking again.
            }
        });
        try {
            held.await();
            sending.send();
        } finally {
            sent.countDown();
        }
    }

    private interface Sending {

        void send() throws IOException;
    }
}
