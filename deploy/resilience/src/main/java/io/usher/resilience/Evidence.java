package io.usher.resilience;

import io.usher.contract.event.Event;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.resilience.MailSink.Mail;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a scenario leaves behind: the calls, the log, the events, the database and the mail.
 *
 * @param events of the scenario's organizations, in the order of each partition, repeats included
 * @param messages by their id
 * @param mails in the order in which the SMTP server accepted them
 * @param unpublished events that wait in an outbox or were set aside
 * @param repeatedMails how many mails may be duplicates: those that a killed notifier could not record as sent
 */
record Evidence(
        Scenario scenario,
        List<Change> changes,
        List<Call> calls,
        List<Requested> log,
        List<Published> events,
        List<Acceptance> acceptances,
        List<Member> members,
        Map<InvitationId, Seats> invitationSeats,
        Map<OrganizationId, Integer> organizationSeats,
        Map<UUID, Message> messages,
        List<Mail> mails,
        List<Position> positions,
        long unpublished,
        int repeatedMails) {

    /** A request in the log. */
    record Requested(
            AcceptanceId acceptance,
            InvitationId invitation,
            String email,
            int partition,
            long offset,
            Instant appendedAt) {}

    record Published(String topic, String id, Event event) {}

    /** A row of {@code onboarding.acceptance}. */
    record Acceptance(
            AcceptanceId id,
            OrganizationId organization,
            InvitationId invitation,
            long ordinal,
            String address,
            boolean accepted,
            @Nullable String reason,
            @Nullable AcceptanceId original,
            boolean joined,
            Instant decidedAt,
            long offset) {

        /** Whether it was accepted and does not repeat another request. */
        boolean holdsSeat() {
            return accepted && original == null;
        }
    }

    /** @param granted whether it holds what the scenario's invitations grant */
    record Member(UUID id, OrganizationId organization, String address, Instant joinedAt, boolean granted) {}

    record Seats(long requests, int accepted) {}

    record Message(String purpose, String email, String state) {}

    /** How far a partition of the log is decided, and where it ends. */
    record Position(int partition, long next, long end) {}
}
