package io.usher.notifier.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Whether messages with an expired lease may be taken over from other instances. A lease may expire because the database was
 * unavailable, while its holder is alive and has results to write: so the database must have answered for a while first.
 */
final class TakeOver {

    private final Duration after;
    private final Clock clock;
    private @Nullable Instant answersSince;
    private @Nullable Instant answeredLast;

    TakeOver(Duration after, Clock clock) {
        this.after = after;
        this.clock = clock;
    }

    /** Observes a query to the database. */
    <T> Mono<T> observe(Mono<T> query) {
        return query.doOnSuccess(answer -> answered()).doOnError(failure -> failed());
    }

    synchronized boolean isAllowed() {
        Instant now = clock.instant();
        return answersSince != null && !now.isBefore(answersSince.plus(after)) && !isSilent(now);
    }

    private synchronized void answered() {
        Instant now = clock.instant();
        if (answersSince == null || isSilent(now)) {
            answersSince = now;
        }
        answeredLast = now;
    }

    private synchronized void failed() {
        answersSince = null;
    }

    /** After a longer silence it is unknown whether the database would have answered. */
    private boolean isSilent(Instant now) {
        return answeredLast == null || now.isAfter(answeredLast.plus(after));
    }
}
