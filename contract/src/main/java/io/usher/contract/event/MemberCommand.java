package io.usher.contract.event;

import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;

/** Something that is to be done to people in an organization, member or not. The key is the organization. */
public sealed interface MemberCommand extends Event {

    CommandId command();

    OrganizationId organization();

    @Override
    default String key() {
        return organization().toString();
    }

    @Override
    default String subject() {
        return command().toString();
    }

    /**
     * Everything that is kept about a person in the organization up to {@link #until} is to be erased. To do so again
     * does no harm.
     *
     * @param address in normal form
     * @param at when it was asked for
     */
    record MemberErasureRequested(CommandId command, OrganizationId organization, String address, Instant at)
            implements MemberCommand {

        /** By so much may the clocks of programs and brokers differ. */
        private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);

        /** Requests for seats and invitations up to this time count as made before the erasure was asked for. */
        public Instant until() {
            return at.plus(CLOCKS_DIFFER);
        }
    }
}
