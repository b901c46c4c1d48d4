package io.usher.acceptance.deciding;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.acceptance.deciding.BatchResult.SeatChange;
import io.usher.acceptance.deciding.BatchState.ActiveAcceptance;
import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Outcome.StillWaiting;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.admission.Admission;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.Milestone;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rules of seats, as a pure function of the stored state and the commands in log order. The number of acceptances
 * is exactly what the limits allow, first come, first served. A request never overtakes a person on a waiting list who
 * can be promoted. A request that has been decided is not decided again.
 */
public final class SeatDecider {

    private final BatchState before;
    private final Instant now;

    private final List<Decision> decisions = new ArrayList<>();
    private final Set<AcceptanceId> decided;
    private final Map<Use, ActiveAcceptance> acceptances;
    private final Map<Person, Set<UUID>> knownGrants;
    private final Map<InvitationId, Uses> counts = new HashMap<>();
    private final Map<OrganizationId, Seats> seats = new HashMap<>();
    private final Map<Person, Member> joined = new LinkedHashMap<>();
    private final Map<Person, List<Grantable>> granted = new LinkedHashMap<>();
    private final Set<Person> ended = new HashSet<>();

    private SeatDecider(BatchState before, Instant now) {
        this.before = before;
        this.now = now;
        this.decided = new HashSet<>(before.decided());
        this.acceptances = new HashMap<>(before.acceptances());
        this.knownGrants = new HashMap<>(before.nearGrantLimit());
        before.waiting()
                .forEach(waiting -> acceptances.putIfAbsent(
                        waiting.request().use(),
                        new ActiveAcceptance(waiting.request().id(), null)));
    }

    /**
     * Decides requests. People on waiting lists who can be promoted by now are promoted first.
     *
     * @param requests in log order
     * @param now the time of the decision
     */
    public static BatchResult decide(BatchState before, List<Request> requests, Instant now) {
        SeatDecider decider = new SeatDecider(before, now);
        decider.promote();
        for (Request request : requests) {
            if (decider.decided.add(request.id())) {
                decider.decide(request);
            }
        }
        return decider.result();
    }

    /** Decides a single command. A seat that it frees goes to the person who has waited longest. */
    public static BatchResult decide(BatchState before, Single command, Instant now) {
        SeatDecider decider = new SeatDecider(before, now);
        new SingleCommandDecider(before, decider, now).decide(command);
        decider.promote();
        return decider.result();
    }

    private BatchResult result() {
        Map<OrganizationId, SeatChange> changes = new HashMap<>();
        seats.forEach((organization, after) -> {
            Seats then = stored(organization);
            if (!after.equals(then)) {
                changes.put(organization, new SeatChange(after.taken() - then.taken(), after.reported()));
            }
        });
        return new BatchResult(
                now,
                List.copyOf(decisions),
                List.copyOf(joined.values()),
                Collections.unmodifiableMap(granted),
                Map.copyOf(counts),
                Map.copyOf(changes));
    }

    private void decide(Request request) {
        Outcome outcome = outcome(request);
        Uses uses = counts(request.invitation());
        long ordinal = uses.requests() + 1;
        counts.put(request.invitation(), new Uses(ordinal, uses.accepted(), uses.waiting()));
        decisions.add(new Requested(request, ordinal, outcome));
    }

    private Outcome outcome(Request request) {
        ActiveAcceptance earlier = acceptances.get(request.use());
        if (earlier != null) {
            return earlier.granted() == null
                    ? new StillWaiting(earlier.id())
                    : new Repeated(earlier.id(), earlier.granted());
        }
        InvitationTerms terms = before.invitations().get(request.invitation());
        if (terms == null || !terms.organization().equals(request.organization())) {
            return new Rejected(RejectionReason.INVITATION_DELETED);
        }
        RejectionReason refusal = terms.admission()
                .refusal(request.email(), before.invited().contains(request.use()), request.requestedAt())
                .orElse(null);
        if (refusal != null) {
            return new Rejected(refusal);
        }
        RejectionReason full = full(request, terms);
        if (full == null) {
            return accept(request, terms);
        }
        return terms.waitlist() ? waitlist(request) : new Rejected(full);
    }

    /** The reason why there is no seat; null if there is one. */
    private @Nullable RejectionReason full(Request request, InvitationTerms terms) {
        if (terms.quota() != null && counts(request.invitation()).accepted() >= terms.quota()) {
            return RejectionReason.QUOTA_FULL;
        }
        return isMember(request.person()) || seats(request.organization()).free()
                ? null
                : RejectionReason.NO_SEATS_LEFT;
    }

    private Waitlisted waitlist(Request request) {
        acceptances.put(request.use(), new ActiveAcceptance(request.id(), null));
        return new Waitlisted(count(request.invitation(), 0, 1).waiting());
    }

    private Accepted accept(Request request, InvitationTerms terms) {
        GrantSet grants = fitting(request.person(), terms.granted());
        List<Reached> reached = new ArrayList<>();
        acceptances.put(request.use(), new ActiveAcceptance(request.id(), grants));
        Uses uses = count(request.invitation(), 1, 0);
        if (terms.quota() != null && uses.accepted() == terms.quota()) {
            reached.add(new Reached(Milestone.QUOTA_FULL, terms.quota()));
        }

        Person person = request.person();
        boolean joins = !isMember(person);
        if (joins) {
            joined.put(person, Member.joining(request.member(), request, grants));
            reached.addAll(takeSeat(request.organization()));
        } else if (joined.computeIfPresent(person, (same, joining) -> joining.granted(grants)) == null) {
            granted.merge(person, grants.grantables(), Grantable::together);
        }
        return new Accepted(grants, request.member(), joins, List.copyOf(reached));
    }

    /** The part of what an invitation grants that does not exceed the limit of grants. */
    private GrantSet fitting(Person person, GrantSet promised) {
        Member joining = joined.get(person);
        List<Grantable> more = joining != null ? joining.grants() : granted.getOrDefault(person, List.of());
        Set<UUID> stored = knownGrants.getOrDefault(person, Set.of());
        if (stored.size() + more.size() + promised.grantables().size() <= Member.MOST_GRANTS) {
            return promised;
        }
        Set<UUID> holding = new HashSet<>(stored);
        more.forEach(one -> holding.add(one.id()));
        return promised.within(holding, Member.MOST_GRANTS);
    }

    private List<Reached> takeSeat(OrganizationId organization) {
        Seats taken = SeatShares.taken(seats(organization));
        List<Reached> reached = SeatShares.reached(seats(organization), taken);
        seats.put(organization, taken);
        return reached;
    }

    /** Promotes as many people as there are free seats, the earliest request first. */
    private void promote() {
        for (Waiting waiting : before.waiting()) {
            InvitationTerms terms = before.invitations().get(waiting.request().invitation());
            if (terms != null) {
                promote(waiting, terms);
            }
        }
    }

    /** The request was in time, however long the person has waited since. */
    private void promote(Waiting waiting, InvitationTerms terms) {
        Request request = waiting.request();
        ActiveAcceptance active = acceptances.get(request.use());
        if (active == null || !active.id().equals(request.id()) || active.granted() != null) {
            return; // withdrawn in this batch
        }
        Admission admission = terms.admission();
        if (admission.deleted()) {
            acceptances.remove(request.use());
            Uses unused = count(request.invitation(), 0, -1);
            decisions.add(new Dismissed(waiting, new Rejected(RejectionReason.INVITATION_DELETED)));
        } else if (admission.status() == InvitationStatus.ENABLED && full(request, terms) == null) {
            Uses unused = count(request.invitation(), 0, -1);
            decisions.add(new Promoted(waiting, accept(request, terms)));
        }
    }

    void add(Decision decision) {
        decisions.add(decision);
    }

    /** Ends the use of an invitation. */
    void release(Use use, boolean accepted) {
        acceptances.remove(use);
        Uses unused = count(use.invitation(), accepted ? -1 : 0, accepted ? 0 : -1);
    }

    /** Changes what a member holds. Promotions of the same member add to that. */
    void change(Member changed) {
        knownGrants.put(
                changed.person(), changed.grants().stream().map(Grantable::id).collect(toUnmodifiableSet()));
    }

    /** Ends a membership, which frees its seat. */
    void end(Person person) {
        ended.add(person);
        knownGrants.remove(person);
        seats.put(person.organization(), SeatShares.freed(seats(person.organization())));
    }

    private Uses count(InvitationId invitation, int accepted, int waiting) {
        Uses uses = counts(invitation);
        Uses after = new Uses(uses.requests(), uses.accepted() + accepted, uses.waiting() + waiting);
        counts.put(invitation, after);
        return after;
    }

    private Uses counts(InvitationId invitation) {
        Uses counted = counts.get(invitation);
        return counted != null ? counted : before.counts().getOrDefault(invitation, Uses.NONE);
    }

    private Seats seats(OrganizationId organization) {
        Seats after = seats.get(organization);
        return after != null ? after : stored(organization);
    }

    private Seats stored(OrganizationId organization) {
        return before.seats().getOrDefault(organization, new Seats(0, 0, 0));
    }

    private boolean isMember(Person person) {
        return joined.containsKey(person) || (before.members().contains(person) && !ended.contains(person));
    }
}
