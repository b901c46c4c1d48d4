package io.usher.acceptance.due;

import io.usher.acceptance.deciding.BatchResult;
import io.usher.acceptance.deciding.Command.ExpiredAccesses;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.kafka.DecisionMetrics;
import io.usher.acceptance.due.DueCommands.Portion;
import io.usher.runtime.Outage;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decides due commands periodically. Several workers may do so at the same time: under the lock, the later one finds
 * nothing to decide. A failed command is {@link FailedCommands put off}.
 */
final class DecidingDueCommands {

    private static final Logger LOG = LoggerFactory.getLogger(DecidingDueCommands.class);

    private final DueCommands commands;
    private final FailedCommands failed;
    private final Ledger ledger;
    private final DecisionMetrics metrics;
    private final Clock clock;

    DecidingDueCommands(
            DueCommands commands, FailedCommands failed, Ledger ledger, DecisionMetrics metrics, Clock clock) {
        this.commands = commands;
        this.failed = failed;
        this.ledger = ledger;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Emits whether more may be due, which is so if there was more than was looked for. Not if nothing was decided: what
     * is found again and again has to wait.
     *
     * @param progress called after each command
     */
    Mono<Boolean> decideAll(Runnable progress) {
        return Mono.defer(() -> {
            Instant begun = clock.instant();
            return decideAll(Mono.defer(() -> commands.endedAccesses(failed.putOff())), progress)
                    .flatMap(more -> decideAll(Mono.defer(() -> commands.promotions(failed.putOff())), progress)
                            .map(moreYet -> more || moreYet))
                    .doOnNext(more -> failed.forgetUntried(begun));
        });
    }

    private Mono<Boolean> decideAll(Mono<Portion> due, Runnable progress) {
        return due.flatMap(portion -> decideAll(portion, progress));
    }

    private Mono<Boolean> decideAll(Portion portion, Runnable progress) {
        return Flux.fromIterable(portion.commands())
                .concatMap(command -> command instanceof ExpiredAccesses many
                        ? endTogether(many, progress)
                        : decide(command, progress))
                .map(result -> !result.decisions().isEmpty())
                .reduce(false, Boolean::logicalOr)
                .map(decided -> decided && !portion.complete());
    }

    /** A failure keeps none but those from being decided that fail by themselves. */
    private Flux<BatchResult> endTogether(ExpiredAccesses many, Runnable progress) {
        return ledger.decide(many)
                .doOnNext(result -> {
                    many.each().forEach(failed::decided);
                    metrics.decided(result.decisions());
                })
                .doFinally(signal -> progress.run())
                .flux()
                .onErrorResume(Exception.class, failure -> {
                    LOG.warn(
                            "{}: not decided: {} (each is tried by itself)",
                            DueCommands.name(many),
                            Outage.describe(failure));
                    return Flux.fromIterable(many.each()).concatMap(end -> decide(end, progress));
                });
    }

    /** A failure of any kind, a bug too, keeps no other command from being decided. */
    private Mono<BatchResult> decide(Single command, Runnable progress) {
        return ledger.decide(command)
                .doOnNext(result -> {
                    failed.decided(command);
                    metrics.decided(result.decisions());
                })
                .onErrorResume(Exception.class, failure -> {
                    failed.failed(command, failure);
                    return Mono.empty();
                })
                .doFinally(signal -> progress.run());
    }
}
