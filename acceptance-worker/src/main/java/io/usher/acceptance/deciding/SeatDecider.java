package io.usher.acceptance.deciding;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.acceptance.deciding.BatchState.ActiveAcceptance;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Command.LimitReport;
import io.usher.acceptance.deciding.Command.OfSeats;
import io.usher.acceptance.deciding.Decision.Cause;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.LimitReached;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
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
import io.usher.contract.event.InvitationStatus;
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
    private final Set<Person> managers;
    private final BatchCounters counters;
    private final Map<Person, Member> joined = new LinkedHashMap<>();
    private final Map<Person, Added> granted = new LinkedHashMap<>();
    private final Set<Person> ended = new HashSet<>();

    private SeatDecider(BatchState before, Instant now) {
        this.before = before;
        this.now = now;
        this.counters = new BatchCounters(before);
        this.decided = new HashSet<>(before.decided());
        this.acceptances = new HashMap<>(before.acceptances());
        this.knownGrants = new HashMap<>(before.nearGrantLimit());
        this.managers = new HashSet<>(before.managers());
        before.waiting()
                .forEach(waiting -> acceptances.putIfAbsent(
                        waiting.request().use(),
                        new ActiveAcceptance(waiting.request().id(), null)));
    }

    /**
     * Promotes the people on waiting lists who have to be promoted before these requests are decided.
     *
     * @param asking the requests, which are not decided
     */
    public static BatchResult promote(BatchState before, List<Request> asking, Instant now) {
        SeatDecider decider = new SeatDecider(before, now);
        decider.promote(asking);
        return decider.result();
    }

    /**
     * Decides requests. People on waiting lists who can be promoted by now are promoted first.
     *
     * @param requests in log order
     * @param now the time of the decision
     */
    public static BatchResult decide(BatchState before, List<Request> requests, Instant now) {
        SeatDecider decider = new SeatDecider(before, now);
        decider.promote(List.of());
        for (Request request : requests) {
            if (decider.decided.add(request.id())) {
                decider.decide(request);
            }
        }
        return decider.result();
    }

    /** Decides a single command. A seat that it frees goes to the person who has waited longest. */
    public static BatchResult decide(BatchState before, OfSeats command, Instant now) {
        SeatDecider decider = new SeatDecider(before, now);
        new SingleCommandDecider(before, decider, now).decide(command);
        decider.promote(List.of());
        return decider.result();
    }

    /**
     * Ends the accesses of those of the members whose access has expired and who are no administrators. The seats that
     * this frees go to the people who have waited longest.
     */
    public static BatchResult endAccesses(BatchState before, List<Member> members, Instant now) {
        SeatDecider decider = new SeatDecider(before, now);
        members.stream()
                .filter(member -> member.accessIsOver(now) && !member.isAdmin())
                .forEach(decider::endAccess);
        decider.promote(List.of());
        return decider.result();
    }

    private BatchResult result() {
        return new BatchResult(
                now,
                List.copyOf(decisions),
                List.copyOf(joined.values()),
                Collections.unmodifiableMap(granted),
                counters.changedUses(),
                counters.seatChanges());
    }

    private void decide(Request asked) {
        Request request = asked.named(before.invitee(asked.use()));
        Outcome outcome = outcome(request);
        long ordinal = counters.addRequest(request.invitation());
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
        RejectionReason refusal = terms.refusal(request, before.invitee(request.use()));
        if (refusal != null) {
            return new Rejected(refusal);
        }
        if (!terms.open()) {
            promoteFor(terms);
        }
        RejectionReason full = full(request, terms);
        if (full == null) {
            return accept(request, terms);
        }
        return terms.waitlist() ? waitlist(request) : new Rejected(full);
    }

    /** The reason why there is no seat; null if there is one. */
    private @Nullable RejectionReason full(Request request, InvitationTerms terms) {
        if (terms.quota() != null && counters.accepted(request.invitation()) >= terms.quota()) {
            return RejectionReason.QUOTA_FULL;
        }
        return isMember(request.person()) || counters.hasFreeSeat(request.organization())
                ? null
                : RejectionReason.NO_SEATS_LEFT;
    }

    private Waitlisted waitlist(Request request) {
        acceptances.put(request.use(), new ActiveAcceptance(request.id(), null));
        return new Waitlisted(counters.addWaiting(request.invitation()));
    }

    private Accepted accept(Request request, InvitationTerms terms) {
        GrantSet grants = fitting(request.person(), applicable(request.person(), terms.granted()));
        List<Reached> reached = new ArrayList<>();
        acceptances.put(request.use(), new ActiveAcceptance(request.id(), grants));
        reached.addAll(counters.addAccepted(request.invitation()));

        Person person = request.person();
        boolean joins = !isMember(person);
        if (joins) {
            joined.put(person, Member.joining(request.member(), request, grants));
            reached.addAll(counters.takeSeat(request.organization()));
        } else if (joined.computeIfPresent(person, (same, joining) -> joining.granted(grants)) == null) {
            granted.merge(person, Added.from(grants), Added::and);
        }
        return new Accepted(grants, request.member(), joins, List.copyOf(reached));
    }

    /** The part of what an invitation grants that a member is given: a manager stays in their unit. */
    private GrantSet applicable(Person person, GrantSet promised) {
        List<Grantable> more = grantedNow(person);
        boolean manages = managers.contains(person) || Grantable.areManagers(more);
        return manages && !Grantable.areManagers(promised.grantables()) ? promised.withoutUnit() : promised;
    }

    /** The part of what an invitation grants that does not exceed the limit of grants. */
    private GrantSet fitting(Person person, GrantSet promised) {
        List<Grantable> more = grantedNow(person);
        Set<UUID> stored = knownGrants.getOrDefault(person, Set.of());
        if (stored.size() + more.size() + promised.grantables().size() <= Member.MOST_GRANTS) {
            return promised;
        }
        Set<UUID> holding = new HashSet<>(stored);
        more.forEach(one -> holding.add(one.id()));
        return promised.within(holding, Member.MOST_GRANTS);
    }

    /** What this batch has granted so far. */
    private List<Grantable> grantedNow(Person person) {
        Member joining = joined.get(person);
        return joining != null
                ? joining.grants()
                : granted.getOrDefault(person, Added.NOTHING).grants();
    }

    /**
     * Promotes as many people as there are free seats, the earliest request first. Nobody is promoted while the
     * invitation is not open, except before somebody who is admitted because their request was made in time. Those who
     * are invited no more are rejected.
     *
     * @param asking requests before which they are promoted
     */
    private void promote(List<Request> asking) {
        Set<InvitationId> inTime = before.waiting().isEmpty() ? Set.of() : admitting(asking);
        for (Waiting waiting : before.waiting()) {
            InvitationTerms terms = before.invitations().get(waiting.request().invitation());
            if (terms != null) {
                promote(waiting, terms, terms.open() || inTime.contains(terms.id()));
            }
        }
    }

    /** So that a request that was made while the invitation was open does not overtake those who wait for it. */
    private void promoteFor(InvitationTerms terms) {
        for (Waiting waiting : before.waiting()) {
            if (waiting.request().invitation().equals(terms.id())) {
                promote(waiting, terms, true);
            }
        }
    }

    /** The invitations that are not open any more and admit one of these requests. */
    private Set<InvitationId> admitting(List<Request> requests) {
        Set<InvitationId> admitting = new HashSet<>();
        for (Request request : requests) {
            InvitationTerms terms = before.invitations().get(request.invitation());
            if (terms != null && !terms.open() && terms.refusal(request, before.invitee(request.use())) == null) {
                admitting.add(terms.id());
            }
        }
        return admitting;
    }

    private void promote(Waiting waiting, InvitationTerms terms, boolean open) {
        Request request = waiting.request();
        ActiveAcceptance active = acceptances.get(request.use());
        if (active == null || !active.id().equals(request.id()) || active.granted() != null) {
            return; // withdrawn in this batch
        }
        RejectionReason exclusion = terms.exclusion(waiting);
        if (exclusion != null) {
            dismiss(waiting, exclusion);
        } else if (open && terms.admission().status() == InvitationStatus.ENABLED && full(request, terms) == null) {
            counters.removeWaiting(request.invitation());
            decisions.add(new Promoted(waiting, accept(request, terms)));
        }
    }

    private void dismiss(Waiting waiting, RejectionReason reason) {
        acceptances.remove(waiting.request().use());
        counters.removeWaiting(waiting.request().invitation());
        decisions.add(new Dismissed(waiting, new Rejected(reason)));
    }

    void add(Decision decision) {
        decisions.add(decision);
    }

    /** Reports the limits that are reached and were not reported, and forgets reports of limits that are not any more. */
    void report(LimitReport limits) {
        OrganizationId organization = limits.organization();
        counters.reportSeats(organization).forEach(reached -> add(new LimitReached(organization, null, reached)));
        for (InvitationId invitation : limits.invitations()) {
            InvitationTerms terms = before.invitations().get(invitation);
            if (terms != null && terms.organization().equals(organization)) {
                counters.reportQuota(invitation)
                        .forEach(reached -> add(new LimitReached(organization, invitation, reached)));
            }
        }
    }

    /** Ends the use of an invitation. */
    void release(Use use, boolean accepted) {
        acceptances.remove(use);
        if (accepted) {
            counters.removeAccepted(use.invitation());
        } else {
            counters.removeWaiting(use.invitation());
        }
    }

    /** Changes what a member holds. Promotions of the same member add to that. */
    void change(Member changed) {
        knownGrants.put(
                changed.person(), changed.grants().stream().map(Grantable::id).collect(toUnmodifiableSet()));
        managers.remove(changed.person());
        if (Grantable.areManagers(changed.grants())) {
            managers.add(changed.person());
        }
    }

    /** Ends a membership, which frees its seat. */
    void end(Person person) {
        ended.add(person);
        knownGrants.remove(person);
        managers.remove(person);
        counters.freeSeat(person.organization());
    }

    void endAccess(Member member) {
        end(member.person());
        add(new MembershipEnded(null, member, Cause.ACCESS_ENDED));
    }

    private boolean isMember(Person person) {
        return joined.containsKey(person) || (before.members().contains(person) && !ended.contains(person));
    }
}
