package io.usher.notifier.sending;

import io.usher.notifier.sending.DeliveryOutcome.Suppressed;
import io.usher.notifier.sending.DeliveryOutcome.Undeliverable;
import io.usher.notifier.sending.DeliveryOutcome.Waits;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a message is still to be sent, by what has become of its subject and its recipient since it was queued. */
final class SendingRules {

    private static final Undeliverable HAD_ASKED =
            new Undeliverable("the invitee had asked for a seat before it was sent");

    private SendingRules() {}

    /** Empty if the mail is to be sent. */
    static Optional<DeliveryOutcome> objection(DueMail mail) {
        MailContext context = mail.context();
        if (context == null) {
            return Optional.of(new Undeliverable("its invitation or organization does not exist"));
        }
        if (context.suppressed() != null && !mail.kind().isTransactional()) {
            return Optional.of(new Suppressed(context.suppressed()));
        }
        return switch (mail.kind()) {
            case INVITATION -> toInvitee(mail, context).or(() -> untilOpen(context.invitation()));
            case REMINDER ->
                toInvitee(mail, context)
                        .or(() -> unlessAnswered(context.invitee()))
                        .or(() -> unlessOver(context.invitee()))
                        .or(() -> untilOpen(context.invitation()));
            case ACCESS_ENDING -> unlessEndMoved(mail.details(), context.member());
            case ACCESS_ENDED -> unlessBack(context.member());
            case WAITLISTED, PROMOTED, WELCOME, REFUSAL -> Optional.empty();
            case ADDRESS_CONFIRMATION, SIGN_IN_LINK, PASSWORD_RESET, ALREADY_REGISTERED, IDENTITY_CONFIRMATION ->
                context.proofExpired()
                        ? Optional.of(new Undeliverable("the link in it expired before it was sent"))
                        : Optional.empty();
            case NO_ACCOUNT, PASSWORD_CHANGED, ACCOUNT_DELETED, IDENTITY_LINKED -> Optional.empty();
        };
    }

    /** Only to who is still to answer, and with a link that is still good for something. */
    private static Optional<DeliveryOutcome> toInvitee(DueMail mail, MailContext context) {
        if (mail.mail().invitee() == null) {
            return Optional.empty();
        }
        InviteeOnMail invitee = context.invitee();
        if (invitee == null) {
            return Optional.of(new Undeliverable("the invitee no longer exists"));
        }
        if (invitee.cancelled()) {
            return Optional.of(new Undeliverable("the invitee was cancelled before it was sent"));
        }
        if (invitee.declined()) {
            return Optional.of(new Undeliverable("the invitee declined before it was sent"));
        }
        if (invitee.asked()) {
            return Optional.of(HAD_ASKED);
        }
        return Objects.equals(mail.details().linkGeneration(), invitee.generation())
                ? Optional.empty()
                : Optional.of(new Undeliverable("a newer invitation replaced it before it was sent"));
    }

    private static Optional<DeliveryOutcome> unlessAnswered(@Nullable InviteeOnMail invitee) {
        return invitee != null && invitee.answered() ? Optional.of(HAD_ASKED) : Optional.empty();
    }

    private static Optional<DeliveryOutcome> unlessOver(@Nullable InviteeOnMail invitee) {
        return invitee != null && invitee.linkExpired()
                ? Optional.of(new Undeliverable("the personal link expired before it was sent"))
                : Optional.empty();
    }

    private static Optional<DeliveryOutcome> untilOpen(@Nullable InvitationOnMail invitation) {
        if (invitation == null) {
            return Optional.empty();
        }
        return switch (invitation.state()) {
            case DELETED -> Optional.of(new Undeliverable("its invitation was deleted before it was sent"));
            case EXPIRED -> Optional.of(new Undeliverable("its invitation expired before it was sent"));
            case DISABLED, SCHEDULED, EXPIRED_BEFORE -> Optional.of(new Waits());
            case ENABLED -> Optional.empty();
        };
    }

    private static Optional<DeliveryOutcome> unlessEndMoved(MailDetails details, @Nullable MemberOnMail member) {
        return member != null && member.active() && Objects.equals(member.accessEndsAt(), details.accessEndsAt())
                ? Optional.empty()
                : Optional.of(new Undeliverable("the end of the access was changed before it was sent"));
    }

    private static Optional<DeliveryOutcome> unlessBack(@Nullable MemberOnMail member) {
        if (member == null) {
            return Optional.of(new Undeliverable("the member no longer exists"));
        }
        return member.active()
                ? Optional.of(new Undeliverable("the person was a member again before it was sent"))
                : Optional.empty();
    }
}
