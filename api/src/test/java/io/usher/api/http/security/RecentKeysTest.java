package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class RecentKeysTest {

    private static final KeyHash TOKEN = KeyHash.of("a token");
    private static final ApiKey KEY = new ApiKey(UUID.randomUUID(), null, Set.of(), null);
    private static final Mono<ApiKey> AWAY = Mono.error(() -> new UncheckedIOException(new ConnectException("gone")));

    private final AtomicLong nanos = new AtomicLong(1);
    private final AtomicInteger looks = new AtomicInteger();
    private final Counter unconfirmed = new SimpleMeterRegistry().counter("unconfirmed");
    private Mono<ApiKey> stored = Mono.just(KEY);

    private final RecentKeys keys = new RecentKeys(
            hash -> Mono.defer(() -> {
                looks.incrementAndGet();
                return stored;
            }),
            Duration.ofMinutes(10),
            unconfirmed,
            nanos::get);

    @Test
    void aKeyInUseIsLookedUpOnceInAWhile() {
        for (int i = 0; i < 1000; i++) {
            assertThat(find()).contains(KEY);
        }
        assertThat(looks).hasValue(1);
    }

    @Test
    void aRevokedKeyStopsWithinFiveSecondsHoweverLongItWasNotUsed() {
        assertThat(find()).contains(KEY);
        stored = Mono.empty();
        pass(Duration.ofSeconds(5));
        assertThat(find()).isEmpty();
        stored = Mono.just(KEY);
        pass(Duration.ofSeconds(1));
        assertThat(find()).contains(KEY);
        stored = Mono.empty();
        pass(Duration.ofMinutes(9));
        assertThat(find()).isEmpty();
    }

    @Test
    void aKnownKeyStaysValidForMinutesWithoutADatabase() {
        assertThat(find()).contains(KEY);
        stored = AWAY;
        for (int second = 0; second < 599; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(find()).contains(KEY);
        }
        assertThat(unconfirmed.count()).isPositive();
        pass(Duration.ofSeconds(5));
        assertThatThrownBy(this::find).isInstanceOf(UncheckedIOException.class);

        stored = Mono.just(KEY);
        assertThat(find()).contains(KEY);
    }

    @Test
    void aKeyThatWasRevokedDuringTheOutageStopsWithinFiveSecondsAfterIt() {
        assertThat(find()).contains(KEY);
        stored = AWAY;
        pass(Duration.ofMinutes(5));
        assertThat(find()).contains(KEY);
        stored = Mono.empty();
        pass(Duration.ofSeconds(5));
        assertThat(find()).isEmpty();
    }

    @Test
    void withoutADatabaseAnUnknownKeyIsNeitherLetInNorTurnedAway() {
        stored = AWAY;
        assertThatThrownBy(this::find).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aDatabaseThatAnswersOthersMeanwhileIsBusyAndNotAway() {
        assertThat(find()).contains(KEY);
        pass(Duration.ofSeconds(5));
        stored = Mono.never();
        StepVerifier.withVirtualTime(() -> keys.find(TOKEN))
                .expectSubscription()
                .then(() -> {
                    pass(Duration.ofMillis(1));
                    stored = Mono.just(KEY);
                    assertThat(keys.find(KeyHash.of("another token")).block()).isEqualTo(KEY);
                })
                .thenAwait(Duration.ofMillis(1500))
                .verifyError(TimeoutException.class);
        assertThat(unconfirmed.count()).isZero();
    }

    @Test
    void aDatabaseThatFellSilentIsAway() {
        assertThat(find()).contains(KEY);
        pass(Duration.ofSeconds(5));
        stored = Mono.never();
        StepVerifier.withVirtualTime(() -> keys.find(TOKEN))
                .expectSubscription()
                .thenAwait(Duration.ofMillis(1500))
                .expectNext(KEY)
                .verifyComplete();
        assertThat(unconfirmed.count()).isOne();
    }

    @Test
    void aBugIsNotTakenForAnOutage() {
        assertThat(find()).contains(KEY);
        stored = Mono.error(new IllegalStateException("a column was renamed"));
        pass(Duration.ofSeconds(5));
        assertThatThrownBy(this::find).hasMessage("a column was renamed");
    }

    @Test
    void manyWhoAskAtOnceCauseOneLook() {
        Sinks.One<ApiKey> database = Sinks.one();
        stored = database.asMono();
        StepVerifier.create(Mono.zip(keys.find(TOKEN), keys.find(TOKEN)))
                .then(() -> database.tryEmitValue(KEY).orThrow())
                .expectNextCount(1)
                .verifyComplete();
        assertThat(looks).hasValue(1);
    }

    private Optional<ApiKey> find() {
        return keys.find(TOKEN).blockOptional();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
