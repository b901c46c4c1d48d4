package io.usher.notifier.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Whether messages may be taken over from instances whose lease has ended. A lease may end because the database was away,
 * and its holder, which is alive, has results to write: so first the database must have answered for a while.
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

    /** A question to the database. */
    <T> Mono<T> watching(Mono<T> question) {
        return question.doOnSuccess(answer -> answered()).doOnError(failure -> failed());
    }

    synchronized boolean isAllowed() {
        return answersSince != null && !clock.instant().isBefore(answersSince.plus(after));
    }

    /** After a longer silence nobody knows whether the database would have answered. */
    private synchronized void answered() {
        Instant now = clock.instant();
        if (answersSince == null || answeredLast == null || now.isAfter(answeredLast.plus(after))) {
            answersSince = now;
        }
        answeredLast = now;
    }

    private synchronized void failed() {
        answersSince = null;
    }
}
