package io.usher.acceptance.deciding;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.acceptance.deciding.Standing.Earlier;
import io.usher.acceptance.deciding.Standing.Seats;
import io.usher.acceptance.deciding.Standing.Uses;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How things stand, made and moved on as the database would. */
final class Standings {

    static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(1, 1));
    static final OrganizationId OTHER_ORGANIZATION = new OrganizationId(new UUID(1, 2));
    static final Grantable LEARNER = new Grantable(new UUID(2, 1), GrantKind.ROLE, "learner");
    static final Grantable FINALISTS = new Grantable(new UUID(3, 1), GrantKind.TEAM, "Finalists");

    private Standings() {}

    static InvitationTerms open(int number, @Nullable Integer quota) {
        return open(number, quota, LEARNER, FINALISTS);
    }

    static InvitationTerms open(int number, @Nullable Integer quota, Grantable... grants) {
        return new InvitationTerms(
                new InvitationId(new UUID(4, number)),
                ORGANIZATION,
                new Admission(false, InvitationStatus.ENABLED, null, null, Audience.EVERYBODY),
                Set.of(),
                quota,
                Given.of(List.of(grants), List.of()));
    }

    static Standing before(@Nullable Integer plan, InvitationTerms... invitations) {
        Map<InvitationId, InvitationTerms> terms = new HashMap<>();
        for (InvitationTerms invitation : invitations) {
            terms.put(invitation.id(), invitation);
        }
        return new Standing(terms, Map.of(), Map.of(ORGANIZATION, new Seats(plan, 0)), Set.of(), Map.of(), Set.of());
    }

    /** What the next batch would read after these decisions were written. */
    static Standing after(Standing before, Decisions written) {
        Map<InvitationId, Uses> counts = new HashMap<>(before.counts());
        counts.putAll(written.counts());
        Map<OrganizationId, Seats> seats = new HashMap<>(before.seats());
        written.joined()
                .forEach(member -> seats.computeIfPresent(
                        member.person().organization(), (id, held) -> new Seats(held.plan(), held.taken() + 1)));
        Set<AcceptanceId> decided = new HashSet<>(before.decided());
        Map<Use, Earlier> uses = new HashMap<>(before.uses());
        for (Decision decision : written.decisions()) {
            decided.add(decision.request().id());
            if (decision.outcome() instanceof Accepted accepted) {
                uses.put(
                        decision.request().use(), new Earlier(decision.request().id(), accepted.given()));
            }
        }
        Set<Person> members = new HashSet<>(before.members());
        written.joined().forEach(member -> members.add(member.person()));
        return new Standing(before.invitations(), counts, seats, decided, uses, members);
    }

    /** The seats of the plans of the two organizations. */
    record Plans(@Nullable Integer one, @Nullable Integer other) {}

    /** The same state after the invitations and the plans were changed. */
    static Standing changed(Standing before, List<InvitationTerms> invitations, Plans plans) {
        return new Standing(
                invitations.stream().collect(toUnmodifiableMap(InvitationTerms::id, Function.identity())),
                before.counts(),
                Map.of(
                        ORGANIZATION,
                        new Seats(plans.one(), seats(before, ORGANIZATION).taken()),
                        OTHER_ORGANIZATION,
                        new Seats(
                                plans.other(), seats(before, OTHER_ORGANIZATION).taken())),
                before.decided(),
                before.uses(),
                before.members());
    }

    static Seats seats(Standing standing, OrganizationId organization) {
        return standing.seats().getOrDefault(organization, new Seats(null, 0));
    }

    static Decisions decide(Standing before, List<Request> requests) {
        return SeatDecider.decide(before, requests, NOON);
    }

    static Request request(int id, InvitationTerms terms, String email) {
        return request(id, terms, email, NOON);
    }

    static Request request(int id, InvitationTerms terms, String email, Instant at) {
        return new Request(
                new AcceptanceId(new UUID(5, id)),
                terms.id(),
                terms.organization(),
                EmailAddress.parse(email).orElseThrow(),
                null,
                null,
                at,
                0,
                id);
    }
}
