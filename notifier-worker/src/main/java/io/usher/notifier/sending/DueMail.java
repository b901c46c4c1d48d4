package io.usher.notifier.sending;

import io.usher.contract.event.EmailKind;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is this instance's to send until the lease ends.
 *
 * @param address in normal form
 * @param email as typed
 * @param reason present on a refusal
 * @param attempts made so far
 * @param paced whether it has waited for its turn within the pace of its domain
 * @param lease how long nobody else may send it
 * @param invitation what it is about, as it is now; null when there is no such invitation
 */
public record DueMail(
        MessageId id,
        EmailKind kind,
        String address,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable RejectionReason reason,
        int attempts,
        boolean paced,
        Instant createdAt,
        Lease lease,
        @Nullable InvitationOnMail invitation) {

    /** The domain whose pace it keeps. */
    String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
