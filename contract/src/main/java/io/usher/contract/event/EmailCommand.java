package io.usher.contract.event;

import io.usher.contract.id.CommandId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;

/** Something that the notifier is to do about mails. To do it again does no harm. */
public sealed interface EmailCommand extends Event {

    CommandId command();

    /** When it was asked for or reported. */
    Instant at();

    @Override
    default String subject() {
        return command().toString();
    }

    /**
     * The owner of an address wants no more mails of an organization, but for those that answer what they have just done. The
     * key is the organization.
     *
     * @param address in normal form
     */
    record EmailUnsubscriptionRequested(CommandId command, OrganizationId organization, String address, Instant at)
            implements EmailCommand {

        @Override
        public String key() {
            return organization.toString();
        }
    }

    /**
     * An organization may write to an address again, unless it is suppressed anew after that. The key is the organization.
     *
     * @param address in normal form
     */
    record EmailSuppressionRemovalRequested(CommandId command, OrganizationId organization, String address, Instant at)
            implements EmailCommand {

        @Override
        public String key() {
            return organization.toString();
        }
    }

    /**
     * A delivery report (RFC 3464) says that a mail was not delivered and will not be. The key is the mail. Whether there is
     * such a mail to that recipient is not known.
     *
     * @param address of the recipient in normal form
     * @param status as in RFC 3463, of the class 5
     * @param reason what the mail server said, on one line
     */
    record EmailBounceReported(
            CommandId command, MessageId message, String address, String status, String reason, Instant at)
            implements EmailCommand {

        @Override
        public String key() {
            return message.toString();
        }
    }
}
