package io.usher.notifier.sending;

import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.id.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that belongs to this instance until the lease ends.
 *
 * @param mail as events refer to it
 * @param address in normal form
 * @param attempts made so far
 * @param paced whether it has waited for its turn within the pace of its domain
 * @param sendableAt since when it is attempted; says nothing before the first attempt
 * @param lease how long no other instance may send it
 * @param context what it is about; null if there is no such organization or invitation
 */
public record DueMail(
        Mail mail,
        String address,
        @Nullable String firstName,
        @Nullable String lastName,
        MailDetails details,
        int attempts,
        boolean paced,
        Instant sendableAt,
        Lease lease,
        @Nullable MailContext context) {

    public MessageId id() {
        return mail.message();
    }

    public EmailKind kind() {
        return mail.kind();
    }

    /** As typed. */
    public String email() {
        return mail.email();
    }

    /** The domain whose pace it keeps. */
    String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
