package io.usher.notifier.sending;

import io.usher.contract.event.ProofPurpose;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.ProofId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What only mails of some kinds have.
 *
 * @param reason of a refusal
 * @param position on the waiting list, from 1; null if it is unknown
 * @param linkGeneration of the personal link in an invitation or a reminder
 * @param member whose access is ending or has ended
 * @param accessEndsAt the end that the mail tells of: of an access, or of the link that proves the address
 * @param proof whose link is in the mail
 * @param locale the language of a mail about an account; null = that of the invitation or of the organization
 */
public record MailDetails(
        @Nullable RejectionReason reason,
        @Nullable Long position,
        @Nullable Integer linkGeneration,
        @Nullable MemberId member,
        @Nullable Instant accessEndsAt,
        @Nullable ProofOnMail proof,
        @Nullable String locale) {

    public static final MailDetails NONE = new MailDetails(null, null, null, null, null, null, null);

    public static MailDetails refused(RejectionReason reason) {
        return new MailDetails(reason, null, null, null, null, null, null);
    }

    public static MailDetails waiting(@Nullable Long position) {
        return new MailDetails(null, position, null, null, null, null, null);
    }

    public static MailDetails personalLink(int generation) {
        return new MailDetails(null, null, generation, null, null, null, null);
    }

    public static MailDetails access(MemberId member, Instant endsAt) {
        return new MailDetails(null, null, null, member, endsAt, null, null);
    }

    public static MailDetails proof(ProofId proof, ProofPurpose purpose, @Nullable String locale, Instant linkEndsAt) {
        return new MailDetails(null, null, null, null, linkEndsAt, new ProofOnMail(purpose, proof), locale);
    }

    public static MailDetails account(@Nullable String locale) {
        return new MailDetails(null, null, null, null, null, null, locale);
    }
}
