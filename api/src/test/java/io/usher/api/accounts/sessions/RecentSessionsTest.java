package io.usher.api.accounts.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.http.security.Caller;
import io.usher.api.http.security.KeyHash;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class RecentSessionsTest {

    private static final KeyHash SESSION = KeyHash.of("a cookie");
    private static final SignedIn ADA = new SignedIn(
            SESSION,
            Caller.person(new UUID(0, 1)),
            new AccountId(new UUID(0, 1)),
            new EmailAddress("ada@example.com", "ada@example.com"),
            null,
            null,
            null,
            true,
            Instant.EPOCH,
            Instant.MAX);

    private final AtomicLong nanos = new AtomicLong(1);
    private final AtomicInteger looks = new AtomicInteger();
    private Mono<Map<KeyHash, SignedIn>> stored = Mono.just(Map.of(SESSION, ADA));

    private final RecentSessions sessions = new RecentSessions(
            asked -> Mono.defer(() -> {
                looks.incrementAndGet();
                return stored;
            }),
            nanos::get);

    @Test
    void aSessionInUseIsLookedUpOnceInAWhile() {
        for (int i = 0; i < 1000; i++) {
            assertThat(find()).contains(ADA);
        }
        assertThat(looks).hasValue(1);
    }

    @Test
    void anEndedSessionStopsWithinFiveSecondsAlthoughItIsInUse() {
        assertThat(find()).contains(ADA);
        stored = Mono.just(Map.of());
        for (int second = 0; second < 5; second++) {
            var unused = find();
            pass(Duration.ofSeconds(1));
        }
        assertThat(find()).isEmpty();
    }

    @Test
    void itStopsWithinFiveSecondsAlsoIfTheLastLookUpTookLong() {
        Sinks.One<Map<KeyHash, SignedIn>> database = Sinks.one();
        stored = database.asMono();
        StepVerifier.create(sessions.find(SESSION))
                .then(() -> {
                    pass(Duration.ofSeconds(2));
                    database.tryEmitValue(Map.of(SESSION, ADA)).orThrow();
                })
                .expectNext(ADA)
                .verifyComplete();
        stored = Mono.just(Map.of());
        pass(Duration.ofSeconds(3));
        assertThat(find()).isEmpty();
    }

    @Test
    void thatThereIsNoneIsNotKept() {
        stored = Mono.just(Map.of());
        assertThat(find()).isEmpty();
        stored = Mono.just(Map.of(SESSION, ADA));
        assertThat(find()).contains(ADA);
    }

    @Test
    void aFailureIsNotKept() {
        stored = Mono.error(new IllegalStateException("away"));
        StepVerifier.create(sessions.find(SESSION)).verifyErrorMessage("away");
        stored = Mono.just(Map.of(SESSION, ADA));
        assertThat(find()).contains(ADA);
    }

    private Optional<SignedIn> find() {
        return sessions.find(SESSION).blockOptional();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
