package io.usher.api.acceptances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import io.usher.api.acceptances.Log.Request;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.http.security.Permission;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Callers hang up at any moment; what they had a hold of is given back. */
class CancelledRequestsIT extends AcceptingScenario {

    private static final Logger LOG = LoggerFactory.getLogger(CancelledRequestsIT.class);

    private static final int CANCELLED = 200;
    /** It takes that many to hit the moment of the first write. */
    private static final int CANCELLED_STREAMS = 4000;

    private static final int AT_ONCE = 40;
    private static final int LONGEST_MICROS = 20_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    private final TestInvitation open = invitation(TestInvitation.publicOne());
    private final TestInvitation full = invitation(TestInvitation.publicOne().withQuota(1));

    @Test
    void whoeverHangsUpOnAStreamGivesTheirPlaceToTheOthers() {
        LOG.info("seed: {}", seed);
        String pending = idOf(ask(open.id(), "ada@example.com"));
        WebClient web = web(AT_ONCE);
        cancel(CANCELLED_STREAMS, () -> stream(web, pending));
        awaitNobodyWaits();
    }

    private static void awaitNobodyWaits() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(api.bean(AwaitedDecisions.class).size()).isZero());
    }

    @Test
    void whoeverHangsUpLeavesAllConnectionsToTheOthers() {
        LOG.info("seed: {}", seed);
        ConnectionPool pool = (ConnectionPool) ((Wrapped<?>) api.bean(ConnectionFactory.class)).unwrap();
        int inUseBefore = inUse(pool);
        tables.accepted(full.id(), 1);
        tables.crowd(full, 1000, 1);
        String pending = idOf(ask(open.id(), "ada@example.com"));
        String decided = UUID.randomUUID().toString();
        tables.decided(
                Worker.accepted(new Request(
                        Requests.of(UUID.fromString(decided), open, "bob@example.com"), 0, 0, Instant.now())),
                1);
        String code = "c" + open.id().value().toString().substring(0, 8);
        String open = "/invitations/" + this.open.id() + "/acceptances";
        String full = "/invitations/" + this.full.id() + "/acceptances";
        List<Function<WebClient, RequestHeadersSpec<?>>> endpoints = List.of(
                web -> post(web, open),
                web -> post(web, open).header("Prefer", "wait=30"),
                web -> post(web, open)
                        .header("Prefer", "wait=30")
                        .header("Idempotency-Key", "key-" + random.nextInt(100)),
                web -> post(web, full),
                web -> web.get().uri("/acceptances/{id}", decided),
                web -> web.get().uri("/acceptances/{id}", pending),
                web -> web.get().uri("/acceptances/{id}", UUID.randomUUID()),
                web -> stream(web, pending),
                web -> stream(web, UUID.randomUUID().toString()),
                web -> web.get().uri(full + "?limit=200"),
                web -> web.get().uri(full + "?outcome=rejected&limit=200"),
                web -> web.get().uri(full + "?q=p9&limit=200"),
                web -> web.get().uri(open + "?outcome=pending"),
                web -> web.get().uri(URI.create(api.program().url() + "/i/" + code)),
                web -> web.get().uri(URI.create(api.program().url() + "/i/" + random.nextInt(1000))));
        WebClient web = web(AT_ONCE);
        endpoints.forEach(endpoint -> cancel(CANCELLED, () -> endpoint.apply(web)));

        awaitNobodyWaits();
        // The relay of the outbox keeps one.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(inUse(pool)).isLessThanOrEqualTo(Math.max(1, inUseBefore)));
        // A slow machine may refuse some at first.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(this::assertAllConnectionsWork);
    }

    private static int inUse(ConnectionPool pool) {
        return pool.getMetrics().orElseThrow().acquiredSize();
    }

    private void cancel(int times, Supplier<RequestHeadersSpec<?>> request) {
        Flux.fromStream(IntStream.range(0, times).boxed())
                .flatMap(
                        i -> request.get()
                                .exchangeToMono(answer -> answer.bodyToMono(String.class))
                                .timeout(Duration.ofNanos(1000L * random.nextInt(LONGEST_MICROS)), Mono.empty())
                                .onErrorComplete(),
                        AT_ONCE)
                .blockLast(Duration.ofMinutes(2));
    }

    /** More at once than there are connections, with keys that are new and have to be looked up. */
    private void assertAllConnectionsWork() {
        int callers = 64;
        List<String> keys = IntStream.range(0, callers)
                .mapToObj(i -> tables.key(organization, Permission.INVITATIONS_READ))
                .toList();
        WebClient web = web(callers);
        List<Integer> answers = Flux.fromIterable(keys)
                .flatMap(
                        each -> web.get()
                                .uri("/invitations/{id}/acceptances?limit=200", full.id())
                                .headers(headers -> headers.setBearerAuth(each))
                                .exchangeToMono(answer -> answer.releaseBody()
                                        .thenReturn(answer.statusCode().value())),
                        callers)
                .collectList()
                .blockOptional(Duration.ofSeconds(20))
                .orElseThrow();
        assertThat(answers).hasSize(callers).containsOnly(200);
    }

    private static RequestHeadersSpec<?> stream(WebClient web, String acceptance) {
        return web.get().uri("/acceptances/{id}/stream", acceptance).accept(MediaType.TEXT_EVENT_STREAM);
    }

    private RequestHeadersSpec<?> post(WebClient web, String path) {
        return web.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("email", "p" + random.nextInt(1_000_000) + "@example.com"));
    }
}
