package io.usher.contract.event;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;

/** Something that an operator may want to act on. */
public sealed interface OpsEvent extends Event {

    Instant at();

    /**
     * A record could not be processed and was set aside in {@code <topic>.dlt}.
     *
     * @param consumer the program that could not read it
     */
    record OpsDeadLetter(String topic, int partition, long offset, String consumer, String reason, Instant at)
            implements OpsEvent {

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
    record OpsQuotaFull(InvitationId invitation, OrganizationId organization, int quota, Instant at)
            implements OpsEvent {

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
    record OpsSeatsThreshold(OrganizationId organization, int percent, int seats, Instant at) implements OpsEvent {

        @Override
        public String key() {
            return organization.toString();
        }

        @Override
        public String subject() {
            return key();
        }
    }
}
