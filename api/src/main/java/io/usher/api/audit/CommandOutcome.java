package io.usher.api.audit;

import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.Event;
import io.usher.contract.event.EventType;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.id.CommandId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command, as its audit entry says it.
 *
 * @param action the type of the event that answers it, without prefix and version
 * @param reason why it was refused; null = it was not
 */
public record CommandOutcome(
        CommandId command, String action, @Nullable String reason) {

    /** Empty if the event answers no command. */
    public static Optional<CommandOutcome> of(Event event) {
        return switch (event) {
            case MemberChanged changed -> Optional.of(outcome(changed.command(), changed, null));
            case MemberTeamChanged changed -> Optional.of(outcome(changed.command(), changed, null));
            case MemberChangeRefused refused -> Optional.of(outcome(refused.command(), refused, refused.reason()));
            case AcceptanceWithdrawalRefused refused ->
                Optional.of(outcome(refused.command(), refused, refused.reason()));
            case AcceptanceWithdrawn withdrawn ->
                Optional.ofNullable(withdrawn.command()).map(command -> outcome(command, withdrawn, null));
            // A member who left because their last acceptance was withdrawn is not the answer to the withdrawal.
            case MemberLeft left ->
                Optional.ofNullable(left.command())
                        .flatMap(command -> MemberLeft.REMOVED.equals(left.cause())
                                ? Optional.of(outcome(command, left, null))
                                : Optional.empty());
            default -> Optional.empty();
        };
    }

    private static CommandOutcome outcome(CommandId command, Event event, @Nullable String reason) {
        return new CommandOutcome(command, actionOf(event), reason);
    }

    static String actionOf(Event event) {
        String[] parts = EventType.of(event).wireName().split("\\.", -1);
        return parts[2] + "." + parts[3];
    }
}
