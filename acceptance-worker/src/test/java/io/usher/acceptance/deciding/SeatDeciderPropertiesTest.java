package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.Standings.NOON;
import static io.usher.acceptance.deciding.Standings.after;
import static io.usher.acceptance.deciding.Standings.decide;
import static io.usher.acceptance.deciding.Standings.seats;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Standing.Uses;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every challenge: any mix of offers, plans and requests, from any state. A failure prints its seed. */
final class SeatDeciderPropertiesTest {

    @Property
    void neverOneTooMany(@ForAll("rushes") Rush rush) {
        Decisions decisions = decide(rush.before(), rush.requests());

        for (InvitationTerms terms : rush.before().invitations().values()) {
            if (terms.quota() != null) {
                int free = Math.max(0, terms.quota() - used(rush.before(), terms.id()));
                assertThat(accepted(decisions.decisions(), terms.id())).hasSizeLessThanOrEqualTo(free);
            }
        }
        rush.before().seats().forEach((organization, seats) -> {
            if (seats.plan() != null) {
                assertThat(joined(decisions, organization))
                        .hasSizeLessThanOrEqualTo(Math.max(0, seats.plan() - seats.taken()));
            }
        });
        assertThat(decisions.joined())
                .extracting(Member::person)
                .doesNotHaveDuplicates()
                .noneMatch(person -> rush.before().members().contains(person));
    }

    /** Whoever was refused for want of a seat was refused when there was none: first come, first served. */
    @Property
    void neverOneTooFew(@ForAll("rushes") Rush rush) {
        List<Decision> earlier = new ArrayList<>();
        for (Decision decision : decide(rush.before(), rush.requests()).decisions()) {
            assertFair(rush.before(), earlier, decision);
            earlier.add(decision);
        }
    }

    private static void assertFair(Standing before, List<Decision> earlier, Decision decision) {
        Request request = decision.request();
        InvitationTerms terms = requireNonNull(before.invitations().get(request.invitation()));
        int used = used(before, terms.id()) + accepted(earlier, terms.id()).size();
        boolean full = terms.quota() != null && used >= terms.quota();
        Set<Person> joined = earlier.stream()
                .filter(one -> one.outcome() instanceof Accepted accepted && accepted.joined())
                .map(one -> one.request().person())
                .collect(toSet());
        boolean member = joined.contains(request.person()) || before.members().contains(request.person());
        Integer plan = seats(before, request.organization()).plan();
        long taken = seats(before, request.organization()).taken()
                + joined.stream()
                        .filter(person -> person.organization().equals(request.organization()))
                        .count();
        boolean noSeat = !member && plan != null && taken >= plan;
        Optional<RejectionReason> refusal = terms.refusal(request);
        boolean heldBefore = before.uses().containsKey(request.use())
                || earlier.stream()
                        .anyMatch(one -> one.outcome() instanceof Accepted
                                && one.request().use().equals(request.use()));

        RejectionReason expected =
                refusal.orElse(full ? RejectionReason.QUOTA_FULL : noSeat ? RejectionReason.NO_SEATS_LEFT : null);
        switch (decision.outcome()) {
            case Repeated repeated -> assertThat(heldBefore).isTrue();
            case Accepted accepted -> {
                assertThat(heldBefore).isFalse();
                assertThat(expected).isNull();
                assertThat(accepted.joined()).isNotEqualTo(member);
                assertThat(accepted.member())
                        .isEqualTo(MemberId.of(
                                request.organization(), request.email().normal()));
            }
            case Rejected rejected -> {
                assertThat(heldBefore).isFalse();
                assertThat(rejected.reason()).isEqualTo(expected);
            }
        }
    }

    @Property
    void everyRequestIsDecidedOnceAndInOrder(@ForAll("rushes") Rush rush) {
        Decisions decisions = decide(rush.before(), rush.requests());

        assertThat(decisions.decisions())
                .extracting(decision -> decision.request().id())
                .containsExactlyElementsOf(rush.requests().stream()
                        .map(Request::id)
                        .distinct()
                        .filter(id -> !rush.before().decided().contains(id))
                        .toList());
        for (InvitationId invitation : rush.before().invitations().keySet()) {
            long before = uses(rush.before(), invitation).requests();
            List<Long> ordinals = decisions.decisions().stream()
                    .filter(decision -> decision.request().invitation().equals(invitation))
                    .map(Decision::ordinal)
                    .toList();
            assertThat(ordinals)
                    .containsExactlyElementsOf(LongStream.rangeClosed(before + 1, before + ordinals.size())
                            .boxed()
                            .toList());
        }
    }

    /** Where the log is cut into batches changes nothing. */
    @Property
    void batchesDoNotMatter(@ForAll("rushes") Rush rush, @ForAll("cuts") List<Integer> sizes) {
        Decisions atOnce = decide(rush.before(), rush.requests());

        Standing standing = rush.before();
        List<Decision> piecewise = new ArrayList<>();
        int from = 0;
        for (int turn = 0; from < rush.requests().size(); turn++) {
            int until = Math.min(rush.requests().size(), from + sizes.get(turn % sizes.size()));
            Decisions some = SeatDecider.decide(standing, rush.requests().subList(from, until), NOON);
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

        assertThat(again.decisions()).isEmpty();
        assertThat(after(afterwards, again)).isEqualTo(afterwards);
    }

    @Property
    void numbersAgree(@ForAll("rushes") Rush rush) {
        Decisions decisions = decide(rush.before(), rush.requests());
        Standing afterwards = after(rush.before(), decisions);

        decisions.counts().forEach((invitation, uses) -> {
            Uses before = uses(rush.before(), invitation);
            assertThat(uses.accepted() - before.accepted())
                    .isEqualTo(accepted(decisions.decisions(), invitation).size());
            assertThat(uses.requests() - before.requests())
                    .isEqualTo(decisions.decisions().stream()
                            .filter(decision -> decision.request().invitation().equals(invitation))
                            .count());
        });
        afterwards
                .seats()
                .forEach((organization, seats) -> assertThat(seats.taken())
                        .isEqualTo((int) afterwards.members().stream()
                                .filter(person -> person.organization().equals(organization))
                                .count()));
        assertThat(decisions.granted().keySet())
                .as("who were members before")
                .isSubsetOf(rush.before().members());
    }

    private static List<Decision> accepted(List<Decision> decisions, InvitationId invitation) {
        return decisions.stream()
                .filter(decision -> decision.request().invitation().equals(invitation))
                .filter(decision -> decision.outcome() instanceof Accepted)
                .toList();
    }

    private static List<Member> joined(Decisions decisions, OrganizationId organization) {
        return decisions.joined().stream()
                .filter(member -> member.person().organization().equals(organization))
                .toList();
    }

    private static int used(Standing standing, InvitationId invitation) {
        return uses(standing, invitation).accepted();
    }

    private static Uses uses(Standing standing, InvitationId invitation) {
        return standing.counts().getOrDefault(invitation, Uses.NONE);
    }

    @Provide
    Arbitrary<Rush> rushes() {
        return Rushes.all();
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 9).list().ofMinSize(1).ofMaxSize(6);
    }
}
