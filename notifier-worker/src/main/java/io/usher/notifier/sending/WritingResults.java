package io.usher.notifier.sending;

import io.usher.runtime.polling.WorkReports;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Writes results however long it takes: what was sent and is not written is sent again by whoever claims it next. */
final class WritingResults {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 10;

    /** Trying again does not mend a bug, and to send more that cannot be written would only do harm. */
    private static final Duration PAUSE_AFTER_A_BUG = Duration.ofSeconds(30);

    private final DueMails dueMails;
    private final WorkReports reports;
    private final Consumer<List<Settlement>> whenWritten;

    /** @param whenWritten receives results when they are written; must not block */
    WritingResults(DueMails dueMails, WorkReports reports, Consumer<List<Settlement>> whenWritten) {
        this.dueMails = dueMails;
        this.reports = reports;
        this.whenWritten = whenWritten;
    }

    /** @param alive called whenever it has failed and goes on */
    Mono<Void> write(List<Settlement> results, Runnable alive) {
        return Mono.defer(() -> dueMails.settle(results))
                .retryWhen(Retry.from(failed -> failed.concatMap(signal -> {
                    alive.run();
                    return Mono.delay(pause(signal));
                })))
                .doOnSuccess(nothing -> whenWritten.accept(results));
    }

    private Duration pause(Retry.RetrySignal failed) {
        boolean passes =
                reports.failed("settling", failed.failure(), "nothing more is sent until results are written");
        if (!passes) {
            return PAUSE_AFTER_A_BUG;
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failed.totalRetries(), MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
