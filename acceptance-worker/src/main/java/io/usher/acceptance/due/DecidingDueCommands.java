package io.usher.acceptance.due;

import io.usher.acceptance.deciding.BatchResult;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Decides what time has made due. Any number of workers may do so at once: under the lock, the later one finds it done. A
 * command that fails is due again the next time.
 */
final class DecidingDueCommands {

    private static final Logger LOG = LoggerFactory.getLogger(DecidingDueCommands.class);

    private final DueCommands commands;
    private final Ledger ledger;

    DecidingDueCommands(DueCommands commands, Ledger ledger) {
        this.commands = commands;
        this.ledger = ledger;
    }

    Mono<Void> decideAll() {
        return commands.due().concatMap(this::decide).then();
    }

    /** One that fails must not keep those of other organizations waiting. */
    private Mono<BatchResult> decide(Single command) {
        return ledger.decide(command)
                .doOnError(failure -> LOG.warn(
                        "due command in organization {}: not decided, it is due again the next time",
                        command.organization(),
                        failure))
                .onErrorComplete();
    }
}
