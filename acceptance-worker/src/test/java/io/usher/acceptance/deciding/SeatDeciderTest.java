package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.Standings.FINALISTS;
import static io.usher.acceptance.deciding.Standings.LEARNER;
import static io.usher.acceptance.deciding.Standings.NOON;
import static io.usher.acceptance.deciding.Standings.ORGANIZATION;
import static io.usher.acceptance.deciding.Standings.after;
import static io.usher.acceptance.deciding.Standings.before;
import static io.usher.acceptance.deciding.Standings.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.Milestone;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.NullUnmarked;

@NullUnmarked // a test that meets null fails by itself
class SeatDeciderTest {

    private static final int INVITATIONS = 3;

    /** A challenge: what is offered and who asks, in log order. */
    record Rush(Standing before, List<Request> requests) {}

    @Property
    void neverOneTooMany(@ForAll("rushes") Rush rush) {
        Decisions decisions = decide(rush.before(), rush.requests());

        for (InvitationTerms terms : rush.before().invitations().values()) {
            if (terms.quota() != null) {
                assertThat(accepted(decisions, terms.id())).hasSizeLessThanOrEqualTo(terms.quota());
            }
        }
        Integer plan = rush.before().seats().get(ORGANIZATION).plan();
        if (plan != null) {
            assertThat(decisions.joined()).hasSizeLessThanOrEqualTo(plan);
        }
        assertThat(decisions.joined()).extracting(Member::person).doesNotHaveDuplicates();
    }

    /** Whoever was refused for want of a place was refused when there was none: first come, first served. */
    @Property
    void neverOneTooFew(@ForAll("rushes") Rush rush) {
        Decisions decisions = decide(rush.before(), rush.requests());

        List<Decision> earlier = new ArrayList<>();
        for (Decision decision : decisions.decisions()) {
            InvitationTerms terms =
                    rush.before().invitations().get(decision.request().invitation());
            long used = earlier.stream()
                    .filter(one -> one.request().invitation().equals(terms.id()))
                    .filter(one -> one.outcome() instanceof Accepted)
                    .count();
            Set<String> members = new HashSet<>();
            earlier.stream()
                    .filter(one -> one.outcome() instanceof Accepted)
                    .forEach(one -> members.add(one.request().email().normal()));
            Integer plan = rush.before().seats().get(ORGANIZATION).plan();
            Optional<RejectionReason> refusal =
                    terms.refusal(decision.request().email(), decision.request().requestedAt());
            switch (decision.outcome()) {
                case Rejected rejected -> {
                    switch (rejected.reason()) {
                        case QUOTA_FULL ->
                            assertThat(used).isEqualTo(terms.quota().longValue());
                        case NO_SEATS_LEFT ->
                            assertThat(members)
                                    .hasSize(plan)
                                    .doesNotContain(decision.request().email().normal());
                        default -> assertThat(refusal).contains(rejected.reason());
                    }
                }
                case Repeated repeated ->
                    assertThat(earlier).anySatisfy(one -> {
                        assertThat(one.request().id()).isEqualTo(repeated.original());
                        assertThat(one.request().use())
                                .isEqualTo(decision.request().use());
                        assertThat(one.outcome()).isInstanceOf(Accepted.class);
                    });
                case Accepted accepted -> assertThat(refusal).isEmpty();
            }
            earlier.add(decision);
        }
    }

    @Property
    void everyRequestIsDecidedOnceAndInOrder(@ForAll("rushes") Rush rush) {
        Decisions decisions = decide(rush.before(), rush.requests());

        assertThat(decisions.decisions())
                .extracting(decision -> decision.request().id())
                .containsExactlyElementsOf(
                        rush.requests().stream().map(Request::id).distinct().toList());
        for (InvitationId invitation : rush.before().invitations().keySet()) {
            List<Long> ordinals = decisions.decisions().stream()
                    .filter(decision -> decision.request().invitation().equals(invitation))
                    .map(Decision::ordinal)
                    .toList();
            assertThat(ordinals)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, ordinals.size())
                            .mapToObj(Long::valueOf)
                            .toList());
        }
    }

    /** Where the log is cut into batches changes nothing. */
    @Property
    void batchesDoNotMatter(@ForAll("rushes") Rush rush, @ForAll("cuts") List<Integer> sizes) {
        Decisions atOnce = decide(rush.before(), rush.requests());

        Supplier<UUID> ids = counting();
        Standing standing = rush.before();
        List<Decision> piecewise = new ArrayList<>();
        int from = 0;
        for (int turn = 0; from < rush.requests().size(); turn++) {
            int until = Math.min(rush.requests().size(), from + sizes.get(turn % sizes.size()));
            Decisions some = SeatDecider.decide(standing, rush.requests().subList(from, until), NOON, ids);
            piecewise.addAll(some.decisions());
            standing = after(standing, some);
            from = until;
        }

        assertThat(piecewise).isEqualTo(atOnce.decisions());
        assertThat(standing).isEqualTo(after(rush.before(), atOnce));
    }

    @Property
    void replayChangesNothing(@ForAll("rushes") Rush rush) {
        Standing afterwards = after(rush.before(), decide(rush.before(), rush.requests()));

        Decisions again = decide(afterwards, rush.requests());

        assertThat(again).isEqualTo(new Decisions(List.of(), List.of(), List.of(), again.counts(), again.seatsTaken()));
        assertThat(after(afterwards, again)).isEqualTo(afterwards);
    }

    @Property
    void numbersAgree(@ForAll("rushes") Rush rush) {
        Decisions decisions = decide(rush.before(), rush.requests());

        decisions.counts().forEach((invitation, uses) -> {
            assertThat(accepted(decisions, invitation)).hasSize(uses.accepted());
            assertThat(decisions.decisions().stream()
                            .filter(decision -> decision.request().invitation().equals(invitation)))
                    .hasSize((int) uses.requests());
        });
        assertThat(decisions.seatsTaken().getOrDefault(ORGANIZATION, 0))
                .isEqualTo(decisions.joined().size());
        assertThat(decisions.granted()).as("nobody was a member before").isEmpty();
    }

    @Example
    void theLastSeatGoesToWhoAskedFirst() {
        InvitationTerms terms = open(1, 1);

        Decisions decisions =
                decide(before(null, terms), List.of(request(1, terms, "a@x.org"), request(2, terms, "b@x.org")));

        assertThat(decisions.decisions().get(0).outcome())
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.milestones())
                                .containsExactly(new Reached(Milestone.QUOTA_FULL, 1)));
        assertThat(decisions.decisions().get(1).outcome()).isEqualTo(new Rejected(RejectionReason.QUOTA_FULL));
    }

    @Example
    void aMemberTakesNoSecondSeatButGainsTheGrants() {
        InvitationTerms first = open(1, null);
        InvitationTerms second = open(2, null);

        Decisions decisions =
                decide(before(1, first, second), List.of(request(1, first, "a@x.org"), request(2, second, "A@X.org ")));

        assertThat(decisions.joined()).singleElement().satisfies(member -> {
            assertThat(member.roles()).containsExactly(LEARNER.id());
            assertThat(member.teams()).containsExactly(FINALISTS.id());
        });
        assertThat(decisions.decisions())
                .extracting(Decision::outcome)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Accepted.class));
        assertThat(decisions.seatsTaken()).containsEntry(ORGANIZATION, 1);
    }

    @Example
    void whoAsksAgainGetsTheSameOutcomeEvenWhenTheInvitationIsOver() {
        InvitationTerms terms = open(1, 1);
        Standing accepted =
                after(before(null, terms), decide(before(null, terms), List.of(request(1, terms, "a@x.org"))));
        Standing over = new Standing(
                Map.of(terms.id(), disabled(terms)),
                accepted.counts(),
                accepted.seats(),
                accepted.decided(),
                accepted.uses(),
                accepted.members());

        Decisions again = decide(over, List.of(request(2, terms, "a@x.org"), request(3, terms, "b@x.org")));

        assertThat(again.decisions().get(0).outcome())
                .isInstanceOfSatisfying(
                        Repeated.class,
                        repeated -> assertThat(repeated.original())
                                .isEqualTo(request(1, terms, "a@x.org").id()));
        assertThat(again.decisions().get(1).outcome()).isEqualTo(new Rejected(RejectionReason.INVITATION_DISABLED));
    }

    @Example
    void sharesOfThePlanAreToldOnceEach() {
        InvitationTerms terms = open(1, null);

        Decisions decisions = decide(
                before(20, terms),
                IntStream.rangeClosed(1, 21)
                        .mapToObj(number -> request(number, terms, "p" + number + "@x.org"))
                        .toList());

        assertThat(decisions.decisions())
                .extracting(Decision::outcome)
                .filteredOn(outcome -> outcome instanceof Accepted accepted
                        && !accepted.milestones().isEmpty())
                .extracting(outcome -> ((Accepted) outcome).milestones())
                .containsExactly(
                        List.of(new Reached(Milestone.SEATS_80, 20)),
                        List.of(new Reached(Milestone.SEATS_95, 20)),
                        List.of(new Reached(Milestone.SEATS_100, 20)));
        assertThat(decisions.decisions().getLast().outcome()).isEqualTo(new Rejected(RejectionReason.NO_SEATS_LEFT));
    }

    @Example
    void anInvitationThatDoesNotExistIsADeletedOne() {
        InvitationTerms unknown = open(9, null);

        Decisions decisions = decide(before(null), List.of(request(1, unknown, "a@x.org")));

        assertThat(decisions.decisions().getFirst().outcome())
                .isEqualTo(new Rejected(RejectionReason.INVITATION_DELETED));
    }

    private static InvitationTerms disabled(InvitationTerms terms) {
        return new InvitationTerms(
                terms.id(),
                terms.organization(),
                false,
                InvitationStatus.DISABLED,
                null,
                null,
                Set.of(),
                Set.of(),
                terms.quota(),
                terms.roles(),
                terms.teams(),
                List.of());
    }

    private static Decisions decide(Standing before, List<Request> requests) {
        return SeatDecider.decide(before, requests, NOON, counting());
    }

    private static Supplier<UUID> counting() {
        AtomicLong next = new AtomicLong();
        return () -> new UUID(7, next.incrementAndGet());
    }

    private static List<Decision> accepted(Decisions decisions, InvitationId invitation) {
        return decisions.decisions().stream()
                .filter(decision -> decision.request().invitation().equals(invitation))
                .filter(decision -> decision.outcome() instanceof Accepted)
                .toList();
    }

    private static Request request(int id, InvitationTerms terms, String email) {
        return request(id, terms, email, NOON);
    }

    private static Request request(int id, InvitationTerms terms, String email, Instant at) {
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

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 9).list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<Rush> rushes() {
        Arbitrary<List<InvitationTerms>> offers =
                terms().list().ofSize(INVITATIONS).map(SeatDeciderTest::numbered);
        Arbitrary<Integer> plans = Arbitraries.integers().between(0, 12).injectNull(0.3);
        return Combinators.combine(offers, plans)
                .flatAs((terms, plan) -> requests(terms)
                        .list()
                        .ofMaxSize(60)
                        .map(requests -> new Rush(before(plan, terms.toArray(InvitationTerms[]::new)), requests)));
    }

    private static List<InvitationTerms> numbered(List<InvitationTerms> terms) {
        return IntStream.range(0, terms.size())
                .mapToObj(number -> new InvitationTerms(
                        new InvitationId(new UUID(4, number)),
                        ORGANIZATION,
                        terms.get(number).deleted(),
                        terms.get(number).status(),
                        terms.get(number).opensAt(),
                        terms.get(number).expiresAt(),
                        terms.get(number).addresses(),
                        terms.get(number).domains(),
                        terms.get(number).quota(),
                        List.of(LEARNER),
                        number == 0 ? List.of() : List.of(FINALISTS),
                        List.of()))
                .toList();
    }

    private Arbitrary<InvitationTerms> terms() {
        return Combinators.combine(
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.of(InvitationStatus.ENABLED, InvitationStatus.ENABLED, InvitationStatus.DISABLED),
                        Arbitraries.of(NOON.minusSeconds(5), NOON).injectNull(0.6),
                        Arbitraries.of(NOON.plusSeconds(5), NOON).injectNull(0.6),
                        Arbitraries.of(Set.<String>of(), Set.<String>of(), Set.of("p1@x.org", "p2@x.org")),
                        Arbitraries.of(Set.<String>of(), Set.<String>of(), Set.of("y.org")),
                        Arbitraries.integers().between(1, 9).injectNull(0.3))
                .as((deleted, status, opensAt, expiresAt, addresses, domains, quota) -> new InvitationTerms(
                        new InvitationId(new UUID(4, 0)),
                        new OrganizationId(new UUID(1, 1)),
                        deleted,
                        status,
                        opensAt,
                        expiresAt,
                        addresses,
                        domains,
                        quota,
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private static Arbitrary<Request> requests(List<InvitationTerms> terms) {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 80),
                        Arbitraries.of(terms),
                        Arbitraries.integers().between(1, 14),
                        Arbitraries.of("x.org", "y.org", "X.ORG"),
                        Arbitraries.integers().between(-8, 8))
                .as((id, offer, person, domain, second) ->
                        request(id, offer, "p" + person + "@" + domain, NOON.plusSeconds(second)));
    }
}
