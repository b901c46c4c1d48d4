package io.usher.resilience;

import io.usher.contract.id.MemberId;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Member;
import io.usher.resilience.IndexedEvidence.Person;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that members, grants and seat counters agree with the decisions. */
record MemberCheck(IndexedEvidence indexed, SeatLimits limits, Violations violations) {

    void run() {
        checkGrants();
        checkMembers();
        checkPlans();
        checkInvitationCounters();
        checkOrganizationCounters();
    }

    private List<Member> members() {
        return indexed.evidence().members();
    }

    private void checkGrants() {
        members().stream()
                .filter(member -> !member.granted())
                .forEach(member -> violations.add("a member without the grants", "%s", member.id()));
    }

    private void checkMembers() {
        Set<Person> seated = new HashSet<>();
        Set<Person> joined = new HashSet<>();
        for (Acceptance acceptance : indexed.evidence().acceptances()) {
            if (acceptance.holdsSeat()) {
                Member member = indexed.member(acceptance);
                MemberId derived = MemberId.of(acceptance.organization(), acceptance.address());
                if (member == null || !member.id().equals(derived.value())) {
                    violations.add("accepted, no member", "%s", acceptance.id());
                }
                seated.add(Person.of(acceptance));
                if (acceptance.joined() && !joined.add(Person.of(acceptance))) {
                    violations.add("joined twice", "%s", acceptance.id());
                }
            } else if (acceptance.joined()) {
                violations.add("a member by a request without seat", "%s", acceptance.id());
            }
        }
        indexed.members().forEach((person, member) -> {
            if (!seated.contains(person) || !joined.contains(person)) {
                violations.add("a member without acceptance", "%s", member.id());
            }
        });
    }

    private void checkPlans() {
        indexed.evidence().scenario().plans().forEach((organization, seats) -> {
            int taken = limits.seatsTaken(organization);
            if (taken > seats) {
                violations.add("a seat too many", "organization %s: %d (expected %d)", organization, taken, seats);
            }
        });
    }

    private void checkInvitationCounters() {
        indexed.decided().values().stream()
                .map(Acceptance::invitation)
                .distinct()
                .filter(invitation -> !indexed.evidence().invitationSeats().containsKey(invitation))
                .forEach(invitation -> violations.add("counters", "invitation %s: none", invitation));
        indexed.evidence().invitationSeats().forEach((invitation, seats) -> {
            List<Acceptance> acceptances = indexed.decided().values().stream()
                    .filter(acceptance -> acceptance.invitation().equals(invitation))
                    .toList();
            long accepted = acceptances.stream().filter(Acceptance::holdsSeat).count();
            if (seats.requests() != acceptances.size() || seats.accepted() != accepted) {
                violations.add(
                        "counters",
                        "invitation %s: %s (expected %d, %d)",
                        invitation,
                        seats,
                        acceptances.size(),
                        accepted);
            }
        });
    }

    private void checkOrganizationCounters() {
        members().stream()
                .map(Member::organization)
                .distinct()
                .filter(organization -> !indexed.evidence().organizationSeats().containsKey(organization))
                .forEach(organization -> violations.add("counters", "organization %s: none", organization));
        indexed.evidence().organizationSeats().forEach((organization, taken) -> {
            int expected = limits.seatsTaken(organization);
            if (taken != expected) {
                violations.add("counters", "organization %s: %d (expected %d)", organization, taken, expected);
            }
        });
    }
}
