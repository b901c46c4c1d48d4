package io.usher.acceptance.deciding;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.usher.acceptance.deciding.BatchState.Invitee;
import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** States made by hand, and moved on by results as the database would. */
final class BatchStates {

    static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(1, 1));
    static final OrganizationId OTHER_ORGANIZATION = new OrganizationId(new UUID(1, 2));
    static final Grantable LEARNER = new Grantable(new UUID(2, 1), GrantKind.ROLE, "learner");
    static final Grantable FINALISTS = new Grantable(new UUID(3, 1), GrantKind.TEAM, "Finalists");

    static final BatchState EMPTY = new BatchState(
            Map.of(), Map.of(), Map.of(), Set.of(), Map.of(), Map.of(), Set.of(), Map.of(), Set.of(), List.of(), null);

    private static final Comparator<Waiting> BY_ASKING =
            Comparator.comparing((Waiting one) -> one.request().requestedAt()).thenComparing(Waiting::ordinal);

    private BatchStates() {}

    static InvitationTerms open(int number, @Nullable Integer quota) {
        return open(number, quota, LEARNER, FINALISTS);
    }

    static InvitationTerms open(int number, @Nullable Integer quota, Grantable... grants) {
        return new InvitationTerms(
                new InvitationId(new UUID(4, number)),
                ORGANIZATION,
                new Admission(false, InvitationStatus.ENABLED, null, null, Audience.EVERYBODY),
                false,
                false,
                quota,
                true,
                false,
                GrantSet.of(List.of(grants), List.of(), null));
    }

    /** The same with a waiting list. */
    static InvitationTerms queueing(InvitationTerms terms) {
        return new InvitationTerms(
                terms.id(),
                terms.organization(),
                terms.admission(),
                terms.invitees(),
                terms.cancelled(),
                terms.quota(),
                true,
                true,
                terms.granted());
    }

    static BatchState before(@Nullable Integer plan, InvitationTerms... invitations) {
        return changed(EMPTY, List.of(invitations), new Plans(plan, null));
    }

    /** What the next batch would read after these decisions were written. */
    static BatchState after(BatchState before, BatchResult written) {
        StoredState stored = new StoredState(before);
        written.decisions().forEach(stored::write);
        written.joined().forEach(member -> stored.members.add(member.person()));
        Map<InvitationId, Uses> counts = new HashMap<>(before.counts());
        counts.putAll(written.counts());
        Map<OrganizationId, Seats> seats = new HashMap<>(before.seats());
        written.seats()
                .forEach((organization, change) -> seats.computeIfPresent(
                        organization,
                        (id, taken) -> new Seats(taken.plan(), taken.taken() + change.taken(), change.reported())));
        stored.waiting.sort(BY_ASKING);
        return new BatchState(
                before.invitations(),
                counts,
                seats,
                stored.decided,
                before.invitees(),
                stored.acceptances,
                stored.members,
                before.nearGrantLimit(),
                before.managers(),
                stored.waiting,
                null);
    }

    /** The seats of the plans of the two organizations. */
    record Plans(@Nullable Integer one, @Nullable Integer other) {}

    /** The same state after the invitations and the plans were changed. */
    static BatchState changed(BatchState before, List<InvitationTerms> invitations, Plans plans) {
        return new BatchState(
                invitations.stream().collect(toUnmodifiableMap(InvitationTerms::id, Function.identity())),
                before.counts(),
                Map.of(
                        ORGANIZATION,
                        changed(seats(before, ORGANIZATION), plans.one()),
                        OTHER_ORGANIZATION,
                        changed(seats(before, OTHER_ORGANIZATION), plans.other())),
                before.decided(),
                before.invitees(),
                before.acceptances(),
                before.members(),
                before.nearGrantLimit(),
                before.managers(),
                before.waiting(),
                null);
    }

    private static Seats changed(Seats seats, @Nullable Integer plan) {
        return new Seats(plan, seats.taken(), seats.reported());
    }

    /** The same state with people on the lists of invitations. */
    static BatchState inviting(BatchState before, Map<Use, Invitee> invitees) {
        return new BatchState(
                before.invitations(),
                before.counts(),
                before.seats(),
                before.decided(),
                invitees,
                before.acceptances(),
                before.members(),
                before.nearGrantLimit(),
                before.managers(),
                before.waiting(),
                null);
    }

    /** The same state, about to decide a single command. */
    static BatchState about(BatchState before, BatchState.Subject subject) {
        return new BatchState(
                before.invitations(),
                before.counts(),
                before.seats(),
                before.decided(),
                before.invitees(),
                before.acceptances(),
                before.members(),
                before.nearGrantLimit(),
                before.managers(),
                before.waiting(),
                subject);
    }

    static Seats seats(BatchState state, OrganizationId organization) {
        return state.seats().getOrDefault(organization, new Seats(null, 0, 0));
    }

    static Uses uses(BatchState state, InvitationId invitation) {
        return state.counts().getOrDefault(invitation, Uses.NONE);
    }

    static BatchResult decide(BatchState before, List<Request> requests) {
        return SeatDecider.decide(before, requests, NOON);
    }

    static Request request(int id, InvitationTerms terms, String email) {
        return request(id, terms, email, NOON);
    }

    static Request request(int id, InvitationTerms terms, String email, Instant at) {
        EmailAddress address = EmailAddress.parse(email).orElseThrow();
        return new Request(
                new AcceptanceId(new UUID(5, id)),
                terms.id(),
                terms.organization(),
                address,
                null,
                null,
                MemberId.of(terms.organization(), address.normal()),
                at,
                id);
    }

    /** An active member without an access end. */
    static Member member(Person person, Grantable... grants) {
        return new Member(
                MemberId.of(person.organization(), person.address()),
                person,
                null,
                person.address(),
                null,
                null,
                true,
                List.of(grants),
                NOON.minusSeconds(60),
                null);
    }
}
