package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.Standings.NOON;
import static io.usher.acceptance.deciding.Standings.ORGANIZATION;
import static io.usher.acceptance.deciding.Standings.after;
import static io.usher.acceptance.deciding.Standings.counting;
import static io.usher.acceptance.deciding.Standings.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.NullUnmarked;

/** What holds for every challenge: any mix of offers, plans and requests. */
@NullUnmarked // a test that meets null fails by itself
class SeatDeciderPropertiesTest {

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
            Optional<RejectionReason> refusal = terms.admission()
                    .refusal(decision.request().email(), decision.request().requestedAt());
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

    private static List<Decision> accepted(Decisions decisions, InvitationId invitation) {
        return decisions.decisions().stream()
                .filter(decision -> decision.request().invitation().equals(invitation))
                .filter(decision -> decision.outcome() instanceof Accepted)
                .toList();
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
