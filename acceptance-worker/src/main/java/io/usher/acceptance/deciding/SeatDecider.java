package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.acceptance.deciding.Standing.Earlier;
import io.usher.acceptance.deciding.Standing.Seats;
import io.usher.acceptance.deciding.Standing.Uses;
import io.usher.contract.event.Milestone;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules, as a pure function of how things stand and the requests in log order: first come, first served; never one
 * too many, never one too few; a request that has its decision gets no other.
 */
public final class SeatDecider {

    private final Standing before;
    private final Instant now;

    private final Set<AcceptanceId> decided;
    private final Map<Use, Earlier> uses;
    private final Map<InvitationId, Uses> counts = new HashMap<>();
    private final Map<OrganizationId, Integer> seatsTaken = new HashMap<>();
    private final Map<Person, Member> joined = new LinkedHashMap<>();
    private final Map<Person, List<Grantable>> granted = new LinkedHashMap<>();

    private SeatDecider(Standing before, Instant now) {
        this.before = before;
        this.now = now;
        this.decided = new HashSet<>(before.decided());
        this.uses = new HashMap<>(before.uses());
    }

    /**
     * Decides a batch.
     *
     * @param requests in log order
     * @param now the time of the decision
     */
    public static Decisions decide(Standing before, List<Request> requests, Instant now) {
        return new SeatDecider(before, now).decideAll(requests);
    }

    private Decisions decideAll(List<Request> requests) {
        List<Decision> decisions = new ArrayList<>(requests.size());
        for (Request request : requests) {
            if (decided.add(request.id())) {
                Outcome outcome = outcome(request);
                count(request, outcome);
                decisions.add(new Decision(request, counts(request.invitation()).requests(), now, outcome));
            }
        }
        return new Decisions(
                List.copyOf(decisions),
                List.copyOf(joined.values()),
                Collections.unmodifiableMap(granted),
                Map.copyOf(counts));
    }

    private Outcome outcome(Request request) {
        Earlier earlier = uses.get(request.use());
        if (earlier != null) {
            return new Repeated(earlier.id(), earlier.given());
        }
        InvitationTerms terms = before.invitations().get(request.invitation());
        if (terms == null || !terms.organization().equals(request.organization())) {
            return new Rejected(RejectionReason.INVITATION_DELETED);
        }
        return refusal(request, terms).<Outcome>map(Rejected::new).orElseGet(() -> accept(request, terms));
    }

    private Optional<RejectionReason> refusal(Request request, InvitationTerms terms) {
        return terms.refusal(request).or(() -> {
            if (terms.quota() != null && counts(request.invitation()).accepted() >= terms.quota()) {
                return Optional.of(RejectionReason.QUOTA_FULL);
            }
            return isMember(request.person()) || seats(request.organization()).free()
                    ? Optional.empty()
                    : Optional.of(RejectionReason.NO_SEATS_LEFT);
        });
    }

    private Accepted accept(Request request, InvitationTerms terms) {
        Given given = terms.given();
        List<Reached> reached = new ArrayList<>();
        uses.put(request.use(), new Earlier(request.id(), given));
        if (terms.quota() != null && counts(request.invitation()).accepted() + 1 == terms.quota()) {
            reached.add(new Reached(Milestone.QUOTA_FULL, terms.quota()));
        }

        Person person = request.person();
        MemberId member = MemberId.of(person.organization(), person.address());
        boolean joins = !isMember(person);
        if (joins) {
            joined.put(person, Member.joining(member, request, given));
            reached.addAll(takeSeat(request.organization()));
        } else if (joined.computeIfPresent(person, (same, joining) -> joining.granted(given)) == null) {
            granted.merge(person, given.grantables(), Grantable::together);
        }
        return new Accepted(given, member, joins, List.copyOf(reached));
    }

    private List<Reached> takeSeat(OrganizationId organization) {
        Seats seats = seats(organization);
        int taken = seats.taken() + 1;
        seatsTaken.put(organization, taken);
        Integer plan = seats.plan();
        return plan == null
                ? List.of()
                : Milestone.ofSeats().stream()
                        .filter(milestone -> reaches(milestone.percent(), plan, taken))
                        .map(milestone -> new Reached(milestone, plan))
                        .toList();
    }

    private static boolean reaches(int percent, int plan, int taken) {
        long share = (long) percent * plan;
        return taken * 100L >= share && (taken - 1) * 100L < share;
    }

    private void count(Request request, Outcome outcome) {
        Uses counted = counts(request.invitation());
        counts.put(
                request.invitation(),
                new Uses(counted.requests() + 1, counted.accepted() + (outcome instanceof Accepted ? 1 : 0)));
    }

    private Uses counts(InvitationId invitation) {
        Uses counted = counts.get(invitation);
        return counted != null ? counted : before.counts().getOrDefault(invitation, Uses.NONE);
    }

    private Seats seats(OrganizationId organization) {
        Seats seats = before.seats().getOrDefault(organization, new Seats(0, 0));
        return new Seats(seats.plan(), seatsTaken.getOrDefault(organization, seats.taken()));
    }

    private boolean isMember(Person person) {
        return joined.containsKey(person) || before.members().contains(person);
    }
}
