package io.usher.notifier.sending;

import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Writes results and retries until it succeeds: a sent message whose result is not written is sent again after its next claim. */
final class WritingResults {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 10;

    /** A retry does not fix a bug, and sending more whose results cannot be written would only do harm. */
    private static final Duration PAUSE_AFTER_A_BUG = Duration.ofSeconds(30);

    private final DueMails dueMails;
    private final TakeOver takeOver;
    private final RetryPolicy retries;
    private final WorkReports reports;
    private final Clock clock;
    private final Consumer<List<MessageUpdate>> whenWritten;

    /** @param whenWritten receives results when they are written; must not block */
    WritingResults(
            DueMails dueMails,
            TakeOver takeOver,
            RetryPolicy retries,
            WorkReports reports,
            Clock clock,
            Consumer<List<MessageUpdate>> whenWritten) {
        this.dueMails = dueMails;
        this.takeOver = takeOver;
        this.retries = retries;
        this.reports = reports;
        this.clock = clock;
        this.whenWritten = whenWritten;
    }

    /** @param progress called before each retry */
    Mono<Void> write(List<DeliveryResult> results, Runnable progress) {
        if (results.isEmpty()) {
            return Mono.empty();
        }
        List<MessageUpdate> updates = results.stream().map(this::update).toList();
        return Mono.defer(() -> takeOver.observe(dueMails.update(updates)))
                .retryWhen(Retry.from(failed -> failed.concatMap(signal -> {
                    progress.run();
                    return Mono.delay(pause(signal));
                })))
                .doOnSuccess(nothing -> whenWritten.accept(updates));
    }

    private MessageUpdate update(DeliveryResult result) {
        return MessageUpdate.of(
                result, retries, clock.instant(), ThreadLocalRandom.current().nextDouble());
    }

    private Duration pause(Retry.RetrySignal failed) {
        boolean passes =
                reports.failed("writing results", failed.failure(), "nothing more is sent until results are written");
        if (!passes) {
            return PAUSE_AFTER_A_BUG;
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failed.totalRetries(), MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
