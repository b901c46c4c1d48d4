package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.FINALISTS;
import static io.usher.acceptance.deciding.BatchStates.LEARNER;
import static io.usher.acceptance.deciding.BatchStates.NOON;
import static io.usher.acceptance.deciding.BatchStates.ORGANIZATION;
import static io.usher.acceptance.deciding.BatchStates.OTHER_ORGANIZATION;
import static io.usher.acceptance.deciding.BatchStates.after;
import static io.usher.acceptance.deciding.BatchStates.changed;
import static io.usher.acceptance.deciding.BatchStates.decide;
import static io.usher.acceptance.deciding.BatchStates.request;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.usher.acceptance.deciding.BatchState.Invitee;
import io.usher.acceptance.deciding.BatchStates.Plans;
import io.usher.acceptance.deciding.Request.Use;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.admission.Standing;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * Challenges of every kind, for properties. They begin in any state that can be reached: with members, with uses, with
 * people who wait, with quotas and plans that were lowered below what is taken.
 */
final class Rushes {

    private static final int INVITATIONS = 4;

    private static final BatchState NOBODY_YET = BatchStates.inviting(
            BatchStates.EMPTY,
            IntStream.range(0, INVITATIONS)
                    .mapToObj(Rushes::invitation)
                    .flatMap(invitation -> Stream.of(
                            Map.entry(new Use(invitation, "p1@x.org"), invitee(Standing.INVITED)),
                            Map.entry(new Use(invitation, "p2@x.org"), invitee(Standing.INVITED)),
                            Map.entry(new Use(invitation, "p3@x.org"), invitee(Standing.CANCELLED))))
                    .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));

    private Rushes() {}

    /** People ask, then the invitations and plans of two organizations are changed, then people ask again. */
    static Arbitrary<Rush> all() {
        return Combinators.combine(offers(), plans(), offers(), plans())
                .flatAs((earlierOffers, earlierPlans, offers, plans) -> Combinators.combine(
                                requests(1, 60, earlierOffers).list().ofMaxSize(30),
                                requests(40, 120, offers).list().ofMaxSize(40))
                        .as((history, requests) -> {
                            BatchState empty = changed(NOBODY_YET, earlierOffers, earlierPlans);
                            BatchState reached = after(empty, decide(empty, history));
                            return new Rush(changed(reached, offers, plans), requests);
                        }));
    }

    private static Invitee invitee(Standing standing) {
        return new Invitee(standing, null, null);
    }

    private static Arbitrary<Plans> plans() {
        Arbitrary<@Nullable Integer> seats =
                Arbitraries.integers().between(0, 12).injectNull(0.3);
        return Combinators.combine(seats, seats).as(Plans::new);
    }

    private static Arbitrary<List<InvitationTerms>> offers() {
        return terms().list().ofSize(INVITATIONS).map(Rushes::numbered);
    }

    private static List<InvitationTerms> numbered(List<InvitationTerms> terms) {
        return IntStream.range(0, terms.size())
                .mapToObj(number -> new InvitationTerms(
                        invitation(number),
                        number % 2 == 0 ? ORGANIZATION : OTHER_ORGANIZATION,
                        terms.get(number).admission(),
                        terms.get(number).invitees(),
                        terms.get(number).cancelled(),
                        terms.get(number).quota(),
                        terms.get(number).open(),
                        terms.get(number).waitlist(),
                        GrantSet.of(number < 2 ? List.of(LEARNER) : List.of(LEARNER, FINALISTS), List.of(), null)))
                .toList();
    }

    private static Arbitrary<InvitationTerms> terms() {
        return Combinators.combine(
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.of(InvitationStatus.ENABLED, InvitationStatus.ENABLED, InvitationStatus.DISABLED),
                        Arbitraries.of(NOON.minusSeconds(5), NOON).injectNull(0.6),
                        Arbitraries.of(NOON.plusSeconds(5), NOON).injectNull(0.6),
                        Arbitraries.of(false, false, true),
                        Arbitraries.of(Set.<String>of(), Set.<String>of(), Set.of("y.org")),
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 9).injectNull(0.3),
                                        Arbitraries.of(true, true, false),
                                        Arbitraries.of(false, true))
                                .as(Room::new))
                .as((deleted, status, opensAt, expiresAt, addressees, domains, room) -> new InvitationTerms(
                        invitation(0),
                        ORGANIZATION,
                        new Admission(deleted, status, opensAt, expiresAt, new Audience(domains, addressees)),
                        true,
                        true,
                        room.quota(),
                        room.open(),
                        room.waitlist(),
                        GrantSet.of(List.of(), List.of(), null)));
    }

    private record Room(@Nullable Integer quota, boolean open, boolean waitlist) {}

    private static InvitationId invitation(int number) {
        return new InvitationId(new UUID(4, number));
    }

    private static Arbitrary<Request> requests(int firstId, int lastId, List<InvitationTerms> terms) {
        return Combinators.combine(
                        Arbitraries.integers().between(firstId, lastId),
                        Arbitraries.of(terms),
                        Arbitraries.integers().between(1, 14),
                        Arbitraries.of("x.org", "y.org", "X.ORG"),
                        Arbitraries.integers().between(-8, 8))
                .as((id, offer, person, domain, second) ->
                        request(id, offer, "p" + person + "@" + domain, NOON.plusSeconds(second)));
    }
}
