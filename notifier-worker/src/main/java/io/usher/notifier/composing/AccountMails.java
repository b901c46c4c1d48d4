package io.usher.notifier.composing;

import io.usher.contract.event.AccountEvent;
import io.usher.contract.event.AccountEvent.AccountCreated;
import io.usher.contract.event.AccountEvent.AccountDeleted;
import io.usher.contract.event.AccountEvent.AccountIdentityLinked;
import io.usher.contract.event.AccountEvent.AccountIdentityUnlinked;
import io.usher.contract.event.AccountEvent.AccountPasswordChanged;
import io.usher.contract.event.AccountEvent.AccountProofRequested;
import io.usher.contract.event.EmailKind;
import io.usher.contract.id.ProofId;
import io.usher.notifier.sending.MailDetails;
import io.usher.notifier.sending.MailPriority;
import io.usher.notifier.sending.ProofOnMail;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which mail an event about an account leads to. */
final class AccountMails {

    private AccountMails() {}

    static Optional<NewMessage> mailFor(AccountEvent event) {
        return switch (event) {
            case AccountProofRequested requested -> proof(requested);
            case AccountPasswordChanged changed -> Optional.of(passwordChanged(changed));
            case AccountDeleted deleted -> Optional.of(deleted(deleted));
            case AccountIdentityLinked linked -> Optional.of(identityLinked(linked));
            // Whoever accepts an invitation with it is welcomed then.
            case AccountCreated created -> Optional.empty();
            // They have removed it themselves, signed in just before.
            case AccountIdentityUnlinked unlinked -> Optional.empty();
        };
    }

    private static Optional<NewMessage> proof(AccountProofRequested requested) {
        return switch (requested.purpose()) {
            case JOIN ->
                Optional.of(
                        requested.known()
                                ? alreadyRegistered(requested)
                                : link(requested, EmailKind.ADDRESS_CONFIRMATION));
            case SIGN_IN ->
                Optional.of(requested.known() ? link(requested, EmailKind.SIGN_IN_LINK) : noAccount(requested));
            case PASSWORD ->
                Optional.of(requested.known() ? link(requested, EmailKind.PASSWORD_RESET) : noAccount(requested));
            case LINK_IDENTITY -> Optional.of(link(requested, EmailKind.IDENTITY_CONFIRMATION));
        };
    }

    private static NewMessage link(AccountProofRequested requested, EmailKind kind) {
        return of(requested, kind, purpose(kind, requested.proof()));
    }

    private static String purpose(EmailKind kind, ProofId proof) {
        return kind.wireName() + "/" + proof;
    }

    /** Later ones of the day: see {@link #afterFirstOfDay}. */
    private static NewMessage alreadyRegistered(AccountProofRequested requested) {
        return daily(requested, EmailKind.ALREADY_REGISTERED);
    }

    private static NewMessage noAccount(AccountProofRequested requested) {
        return daily(requested, EmailKind.NO_ACCOUNT);
    }

    /** At most one a day: whoever knows an address may not fill its mailbox. */
    private static NewMessage daily(AccountProofRequested requested, EmailKind kind) {
        String address = recipient(requested).address();
        return of(requested, kind, kind.wireName() + "/" + address + "/" + day(requested.at()));
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /**
     * What is mailed instead if another request of the day came first: its link, since the person was told that it is on its
     * way. Empty if nothing is.
     */
    static Optional<NewMessage> afterFirstOfDay(NewMessage message) {
        ProofOnMail proof = message.details().proof();
        return message.kind() == EmailKind.ALREADY_REGISTERED && proof != null
                ? Optional.of(message.as(EmailKind.SIGN_IN_LINK, purpose(EmailKind.SIGN_IN_LINK, proof.id())))
                : Optional.empty();
    }

    private static NewMessage of(AccountProofRequested requested, EmailKind kind, String purpose) {
        return new NewMessage(
                purpose,
                kind,
                MailPriority.of(kind),
                requested.organization(),
                requested.invitation(),
                null,
                null,
                recipient(requested),
                MailDetails.proof(requested.proof(), requested.purpose(), requested.locale(), requested.expiresAt()));
    }

    private static NewMessage passwordChanged(AccountPasswordChanged changed) {
        return told(
                EmailKind.PASSWORD_CHANGED,
                changed.account() + "/" + changed.at().toEpochMilli(),
                Recipient.from(changed.email(), changed.firstName(), changed.lastName()),
                changed.locale());
    }

    private static NewMessage identityLinked(AccountIdentityLinked linked) {
        return told(
                EmailKind.IDENTITY_LINKED,
                linked.account() + "/" + linked.at().toEpochMilli(),
                Recipient.from(linked.email(), linked.firstName(), linked.lastName()),
                linked.locale());
    }

    private static NewMessage told(EmailKind kind, String once, Recipient recipient, @Nullable String locale) {
        return new NewMessage(
                kind.wireName() + "/" + once,
                kind,
                MailPriority.of(kind),
                null,
                null,
                null,
                null,
                recipient,
                MailDetails.account(locale));
    }

    private static NewMessage deleted(AccountDeleted deleted) {
        return told(
                EmailKind.ACCOUNT_DELETED,
                deleted.account().toString(),
                Recipient.from(deleted.email(), deleted.firstName(), deleted.lastName()),
                deleted.locale());
    }

    private static Recipient recipient(AccountProofRequested requested) {
        return Recipient.from(requested.email(), null, null);
    }
}
