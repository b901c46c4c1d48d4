package io.usher.acceptance.deciding;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.usher.acceptance.deciding.BatchState.Held;
import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Decision.Cause;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.MemberChanged;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Decision.WithdrawalRefused;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
            Map.of(), Map.of(), Map.of(), Set.of(), Set.of(), Map.of(), Set.of(), Map.of(), List.of(), null);

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
                quota,
                false,
                GrantSet.of(List.of(grants), List.of()));
    }

    /** The same with a waiting list. */
    static InvitationTerms queueing(InvitationTerms terms) {
        return new InvitationTerms(
                terms.id(), terms.organization(), terms.admission(), terms.quota(), true, terms.granted());
    }

    static BatchState before(@Nullable Integer plan, InvitationTerms... invitations) {
        return changed(EMPTY, List.of(invitations), new Plans(plan, null));
    }

    /** What the next batch would read after these decisions were written. */
    static BatchState after(BatchState before, BatchResult written) {
        Stored stored = new Stored(before);
        written.decisions().forEach(stored::write);
        written.joined().forEach(member -> stored.members.add(member.person()));
        Map<InvitationId, Uses> counts = new HashMap<>(before.counts());
        counts.putAll(written.counts());
        Map<OrganizationId, Seats> seats = new HashMap<>(before.seats());
        written.seats()
                .forEach((organization, change) -> seats.computeIfPresent(
                        organization,
                        (id, held) -> new Seats(held.plan(), held.taken() + change.taken(), change.reported())));
        stored.waiting.sort(BY_ASKING);
        return new BatchState(
                before.invitations(),
                counts,
                seats,
                stored.decided,
                before.invited(),
                stored.held,
                stored.members,
                before.laden(),
                stored.waiting,
                null);
    }

    /** Acceptances and members. */
    private static final class Stored {

        private final Map<InvitationId, InvitationTerms> invitations;
        private final Set<AcceptanceId> decided;
        private final Map<Use, Held> held;
        private final Set<Person> members;
        private final List<Waiting> waiting;

        private Stored(BatchState before) {
            this.invitations = before.invitations();
            this.decided = new HashSet<>(before.decided());
            this.held = new HashMap<>(before.held());
            this.members = new HashSet<>(before.members());
            this.waiting = new ArrayList<>(before.waiting());
        }

        private void write(Decision decision) {
            switch (decision) {
                case Requested requested -> write(requested);
                case Promoted promoted -> {
                    Request request = promoted.waiting().request();
                    waitNoMore(request);
                    held.put(
                            request.use(),
                            new Held(request.id(), promoted.outcome().granted()));
                }
                case Dismissed dismissed -> waitNoMore(dismissed.waiting().request());
                case Withdrawn withdrawn -> waitNoMore(withdrawn.acceptance().request());
                case MembershipEnded ended -> end(ended);
                case MemberChanged changed -> {}
                case WithdrawalRefused refused -> {}
                case MemberCommandRefused refused -> {}
            }
        }

        private void write(Requested requested) {
            Request request = requested.request();
            decided.add(request.id());
            if (requested.outcome() instanceof Accepted accepted) {
                held.put(request.use(), new Held(request.id(), accepted.granted()));
            } else if (requested.outcome() instanceof Waitlisted) {
                held.put(request.use(), new Held(request.id(), null));
                waiting.add(new Waiting(request, requested.ordinal()));
            }
        }

        private void waitNoMore(Request request) {
            held.remove(request.use());
            waiting.removeIf(one -> one.request().id().equals(request.id()));
        }

        private void end(MembershipEnded ended) {
            Person person = ended.member().person();
            members.remove(person);
            if (ended.cause() != Cause.WITHDRAWN) {
                held.entrySet().removeIf(entry -> entry.getValue().granted() != null && isOf(entry.getKey(), person));
            }
        }

        private boolean isOf(Use use, Person person) {
            InvitationTerms terms = invitations.get(use.invitation());
            return terms != null
                    && terms.organization().equals(person.organization())
                    && use.address().equals(person.address());
        }
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
                before.invited(),
                before.held(),
                before.members(),
                before.laden(),
                before.waiting(),
                null);
    }

    private static Seats changed(Seats seats, @Nullable Integer plan) {
        return new Seats(plan, seats.taken(), seats.reported());
    }

    /** The same state with people on the lists of invitations. */
    static BatchState inviting(BatchState before, Set<Use> invited) {
        return new BatchState(
                before.invitations(),
                before.counts(),
                before.seats(),
                before.decided(),
                invited,
                before.held(),
                before.members(),
                before.laden(),
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
                before.invited(),
                before.held(),
                before.members(),
                before.laden(),
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
