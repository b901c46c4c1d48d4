package io.usher.api.http.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Asks the database together what many callers ask at the same time: what is asked during a read is in the next one. Each
 * answer is of a read that began after it was asked for. Thread-safe.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
public final class GroupedReads<Q, A> {

    /**
     * Answers a group of questions.
     *
     * @param <Q> a question
     * @param <A> its answer
     */
    @FunctionalInterface
    public interface Read<Q, A> {

        /** What tells the answer to each, if there is one. */
        Mono<Function<Q, Optional<A>>> of(List<Q> questions);
    }

    /** For reads that people wait for, who do not notice it. */
    public static final Duration PACE = Duration.ofMillis(1);

    private final int mostInGroup;
    private final int mostWaiting;
    private final Read<Q, A> read;
    private final Queue<Asked<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Semaphore reads;
    private final Semaphore beginnings = new Semaphore(1);
    private final Mono<?> pace;

    /**
     * @param atOnce how many reads there are at a time
     * @param pace how long after one of them the next one begins at the earliest: what they cost by themselves is shared by
     *     more who ask. Nobody waits for it while fewer ask.
     * @param mostInGroup how many questions a read answers
     * @param mostWaiting how many questions wait for a read
     */
    public GroupedReads(int atOnce, Duration pace, int mostInGroup, int mostWaiting, Read<Q, A> read) {
        this.reads = new Semaphore(atOnce);
        this.pace = pace.isZero() ? Mono.empty() : Mono.delay(pace);
        this.mostInGroup = mostInGroup;
        this.mostWaiting = mostWaiting;
        this.read = read;
    }

    /**
     * Empty if there is no answer; fails as the read does. The answer comes on the thread of the read.
     *
     * @param ifFull the answer if too many wait
     */
    public Mono<A> ask(Q question, Supplier<Mono<A>> ifFull) {
        return Mono.defer(() -> {
            if (size.incrementAndGet() > mostWaiting) {
                size.decrementAndGet();
                return ifFull.get();
            }
            return Mono.create(answer -> {
                waiting.add(new Asked<>(question, answer));
                readNext();
            });
        });
    }

    /** Several callers depend on one read, so none of them may cancel it: it has its own subscription. */
    private void readNext() {
        while (!waiting.isEmpty() && mayBegin()) {
            List<Asked<Q, A>> group = next();
            if (group.isEmpty()) {
                reads.release();
                beginnings.release();
            } else {
                var unused = Mono.when(
                                answered(group).doFinally(end -> free(reads)),
                                pace.onErrorComplete().doFinally(end -> free(beginnings)))
                        .subscribe();
            }
        }
    }

    /** Whoever frees one of the two while this has the other is seen here, so none of them is left without a reader. */
    private boolean mayBegin() {
        while (reads.availablePermits() > 0 && beginnings.tryAcquire()) {
            if (reads.tryAcquire()) {
                return true;
            }
            beginnings.release();
        }
        return false;
    }

    private void free(Semaphore permits) {
        permits.release();
        readNext();
    }

    private Mono<?> answered(List<Asked<Q, A>> group) {
        return Mono.defer(() -> read.of(group.stream().map(Asked::question).toList()))
                .doOnSuccess(answers -> group.forEach(asked -> asked.answer(answers)))
                .onErrorResume(failure -> {
                    group.forEach(asked -> asked.answer().error(failure));
                    return Mono.empty();
                });
    }

    private List<Asked<Q, A>> next() {
        List<Asked<Q, A>> group = new ArrayList<>();
        while (group.size() < mostInGroup && waiting.poll() instanceof Asked<Q, A> asked) {
            size.decrementAndGet();
            group.add(asked);
        }
        return group;
    }

    private record Asked<Q, A>(Q question, MonoSink<A> answer) {

        /** @param answers null if there is none to any */
        void answer(@Nullable Function<Q, Optional<A>> answers) {
            answer.success(answers == null ? null : answers.apply(question).orElse(null));
        }
    }
}
