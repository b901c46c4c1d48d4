package io.usher.acceptance.due;

import io.usher.acceptance.deciding.BatchResult;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.kafka.DecisionMetrics;
import java.time.Clock;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * Decides due commands periodically. Several workers may do so at the same time: under the lock, the later one finds
 * nothing to decide. A failed command is {@link FailedCommands put off}.
 */
final class DecidingDueCommands {

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

    /** @param progress called after each command */
    Mono<Void> decideAll(Runnable progress) {
        return Mono.defer(() -> {
            Instant begun = clock.instant();
            return commands.due(failed.putOff())
                    .concatMap(command -> decide(command).doFinally(signal -> progress.run()))
                    .then(Mono.fromRunnable(() -> failed.forgetUntried(begun)));
        });
    }

    /** A failure of any kind, a bug too, keeps no other command from being decided. */
    private Mono<BatchResult> decide(Single command) {
        return ledger.decide(command)
                .doOnNext(result -> {
                    failed.decided(command);
                    metrics.decided(result.decisions());
                })
                .onErrorResume(Exception.class, failure -> {
                    failed.failed(command, failure);
                    return Mono.empty();
                });
    }
}
