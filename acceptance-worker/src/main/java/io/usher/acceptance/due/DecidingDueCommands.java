package io.usher.acceptance.due;

import io.usher.acceptance.deciding.BatchResult;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.kafka.DecisionMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Decides due commands periodically. Several workers may do so at the same time: under the lock, the later one finds
 * nothing to decide. Failed commands are retried the next time.
 */
final class DecidingDueCommands {

    private static final Logger LOG = LoggerFactory.getLogger(DecidingDueCommands.class);

    private final DueCommands commands;
    private final Ledger ledger;
    private final DecisionMetrics metrics;

    DecidingDueCommands(DueCommands commands, Ledger ledger, DecisionMetrics metrics) {
        this.commands = commands;
        this.ledger = ledger;
        this.metrics = metrics;
    }

    /** @param progress called after each command */
    Mono<Void> decideAll(Runnable progress) {
        return commands.due()
                .concatMap(command -> decide(command).doFinally(signal -> progress.run()))
                .then();
    }

    /** A failure does not delay the commands of other organizations. */
    private Mono<BatchResult> decide(Single command) {
        return ledger.decide(command)
                .doOnNext(result -> metrics.decided(result.decisions()))
                .doOnError(failure -> LOG.warn(
                        "due command in organization {}: not decided, it is due again the next time",
                        command.organization(),
                        failure))
                .onErrorComplete();
    }
}
