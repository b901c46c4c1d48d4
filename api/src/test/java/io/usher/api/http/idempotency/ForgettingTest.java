package io.usher.api.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.database.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ForgettingTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Backlog backlog = new Backlog();
    private final AnsweringOnce once = new AnsweringOnce(
            backlog,
            new AnswerSeal(List.of("a secret of the installation")),
            backlog,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void howeverMuchIsOldEachTransactionDeletesLittle() {
        AtomicInteger progress = new AtomicInteger();
        backlog.old = 10_000 * AnsweringOnce.STEP + 1;

        assertThat(once.forgetOld(progress::incrementAndGet).block()).isEqualTo(10_000L * AnsweringOnce.STEP + 1);
        assertThat(progress).as("after each step").hasValue(10_001);
        assertThat(backlog.steps).hasSize(10_001).allMatch(most -> most == AnsweringOnce.STEP);
        assertThat(backlog.transactions).isEqualTo(10_001);
        assertThat(backlog.before).isEqualTo(NOW.minus(Duration.ofHours(24)));
    }

    @Test
    void whatIsForgottenBeforeAFailureStaysForgotten() {
        backlog.old = 5 * AnsweringOnce.STEP;
        backlog.failsAfter = 3;

        assertThat(once.forgetOld(() -> {}).onErrorReturn(-1L).block()).isEqualTo(-1L);
        assertThat(backlog.old).isEqualTo(2 * AnsweringOnce.STEP);
        assertThat(once.forgetOld(() -> {}).block()).isEqualTo(2L * AnsweringOnce.STEP);
    }

    /** Old answers as a number. */
    private static final class Backlog implements KeptAnswers, Transactions {

        private final List<Integer> steps = new ArrayList<>();
        private int old;
        private int transactions;
        private int failsAfter = Integer.MAX_VALUE;
        private Instant before = Instant.MAX;

        @Override
        public <T> Mono<T> inOne(Mono<T> work) {
            return Mono.defer(() -> {
                transactions++;
                return work;
            });
        }

        @Override
        public Mono<Instant> time() {
            return Mono.just(NOW);
        }

        @Override
        public Mono<Long> forgetBefore(Instant time, int most) {
            if (steps.size() == failsAfter) {
                failsAfter = Integer.MAX_VALUE;
                return Mono.error(new IllegalStateException("database away"));
            }
            before = time;
            steps.add(most);
            int gone = Math.min(old, most);
            old -= gone;
            return Mono.just((long) gone);
        }

        @Override
        public Mono<String> claim(RepeatableRequest request, Instant now, Instant after) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<Void> reach(RepeatableRequest request, String step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<Void> reserve(RepeatableRequest request, Instant now, Instant after) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<Void> fill(RepeatableRequest request, byte[] sealed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<SealedAnswer> find(RepeatableRequest request) {
            throw new UnsupportedOperationException();
        }
    }
}
