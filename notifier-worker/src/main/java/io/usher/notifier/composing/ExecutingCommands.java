package io.usher.notifier.composing;

import io.usher.contract.event.EmailCommand;
import io.usher.contract.event.EmailCommand.EmailBounceReported;
import io.usher.contract.event.EmailCommand.EmailSuppressionRemovalRequested;
import io.usher.contract.event.EmailCommand.EmailUnsubscriptionRequested;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.notifier.erasing.Erasures;
import io.usher.notifier.sending.Bounces;
import io.usher.notifier.sending.Suppressions;
import reactor.core.publisher.Mono;

/** Does what a command asks of mail. To do it again does no harm. */
final class ExecutingCommands {

    private final Erasures erasures;
    private final Suppressions suppressions;
    private final Bounces bounces;

    ExecutingCommands(Erasures erasures, Suppressions suppressions, Bounces bounces) {
        this.erasures = erasures;
        this.suppressions = suppressions;
        this.bounces = bounces;
    }

    /** Does nothing if the event is no such command. */
    Mono<Void> execute(Event event) {
        return switch (event) {
            case MemberErasureRequested request -> erasures.erase(request);
            case EmailCommand command -> execute(command);
            default -> Mono.empty();
        };
    }

    private Mono<Void> execute(EmailCommand command) {
        return switch (command) {
            case EmailUnsubscriptionRequested request -> suppressions.unsubscribe(request);
            case EmailSuppressionRemovalRequested request -> suppressions.remove(request);
            case EmailBounceReported report -> bounces.note(report);
        };
    }
}
