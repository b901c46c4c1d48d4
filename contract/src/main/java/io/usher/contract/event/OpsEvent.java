package io.usher.contract.event;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that an operator may want to act on. */
public sealed interface OpsEvent extends Event {

    Instant at();

    /** What to do about it: a sentence for whoever is on duty. */
    String action();

    /**
     * A record could not be processed and was set aside in {@code <topic>.dlt}.
     *
     * @param consumer the program that could not read it
     */
    record OpsDeadLetter(
            String topic, int partition, long offset, String consumer, String reason, Instant at, String action)
            implements OpsEvent {

        private static final String OUTBOX = ".outbox";

        public OpsDeadLetter(String topic, int partition, long offset, String consumer, String reason, Instant at) {
            this(
                    topic,
                    partition,
                    offset,
                    consumer,
                    reason,
                    at,
                    topic.endsWith(OUTBOX)
                            ? "Look at the record under /api/v1/ops/dead-letters: an event that consumers wait for was not"
                                    + " published. Mend what the broker refuses, then replay or delete it."
                            : "Look at the record under /api/v1/ops/dead-letters, have its producer mended, then replay or"
                                    + " delete it.");
        }

        @Override
        public String key() {
            return topic;
        }

        @Override
        public String subject() {
            return topic + "-" + partition + "-" + offset;
        }
    }

    /** The last use of an invitation was taken. */
    record OpsQuotaFull(InvitationId invitation, OrganizationId organization, int quota, Instant at, String action)
            implements OpsEvent {

        public OpsQuotaFull(InvitationId invitation, OrganizationId organization, int quota, Instant at) {
            this(
                    invitation,
                    organization,
                    quota,
                    at,
                    "Ask the inviter whether the quota is to be raised: whoever asks now is refused or waits.");
        }

        @Override
        public String key() {
            return invitation.toString();
        }

        @Override
        public String subject() {
            return key();
        }
    }

    /**
     * An organization's members reached a share of its plan's seats.
     *
     * @param percent 80, 95 or 100
     */
    record OpsSeatsThreshold(OrganizationId organization, int percent, int seats, Instant at, String action)
            implements OpsEvent {

        private static final int ALL = 100;

        public OpsSeatsThreshold(OrganizationId organization, int percent, int seats, Instant at) {
            this(
                    organization,
                    percent,
                    seats,
                    at,
                    percent < ALL
                            ? "Ask the organization whether its plan is to be raised before the last seat is taken."
                            : "Ask the organization whether its plan is to be raised: whoever asks now is refused or waits.");
        }

        @Override
        public String key() {
            return organization.toString();
        }

        @Override
        public String subject() {
            return key();
        }
    }

    /**
     * Of the mails of an organization that were sent within an hour, a day or a week, too many found no mailbox.
     *
     * @param bounced how many
     * @param mails how many were sent or bounced
     */
    record OpsBounceRate(OrganizationId organization, long bounced, long mails, Instant at, String action)
            implements OpsEvent {

        public OpsBounceRate(OrganizationId organization, long bounced, long mails, Instant at) {
            this(
                    organization,
                    bounced,
                    mails,
                    at,
                    "Ask the organization where its addresses come from, and disable its invitations until that is known:"
                            + " mail servers refuse all mails of a sender with many wrong addresses.");
        }

        @Override
        public String key() {
            return organization.toString();
        }

        @Override
        public String subject() {
            return key();
        }
    }

    /**
     * A consumer has records to consume and consumes none, or goes on again.
     *
     * @param group Kafka's name for the consumers that share the topic's partitions
     * @param next the first offset that is not consumed
     * @param lag how many records wait at {@code at}
     * @param since when it moved last, as far as is known
     * @param resolvedAt when it went on; null = it stands still
     */
    record OpsConsumerStalled(
            String group,
            String topic,
            int partition,
            long next,
            long lag,
            Instant since,
            @Nullable Instant resolvedAt,
            Instant at,
            String action)
            implements OpsEvent {

        public OpsConsumerStalled(
                String group,
                String topic,
                int partition,
                long next,
                long lag,
                Instant since,
                @Nullable Instant resolvedAt,
                Instant at) {
            this(
                    group,
                    topic,
                    partition,
                    next,
                    lag,
                    since,
                    resolvedAt,
                    at,
                    resolvedAt == null
                            ? "Read the program's log for what fails: PostgreSQL or a broker may be away. Restart the program"
                                    + " if both answer; nothing is skipped or lost meanwhile."
                            : "Nothing is to be done: it goes on. Watch that the lag shrinks.");
        }

        @Override
        public String key() {
            return topic;
        }

        @Override
        public String subject() {
            return group + "/" + topic + "-" + partition + "-" + next;
        }
    }
}
