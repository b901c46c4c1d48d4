package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.FINALISTS;
import static io.usher.acceptance.deciding.BatchStates.LEARNER;
import static io.usher.acceptance.deciding.BatchStates.NOON;
import static io.usher.acceptance.deciding.BatchStates.ORGANIZATION;
import static io.usher.acceptance.deciding.BatchStates.about;
import static io.usher.acceptance.deciding.BatchStates.after;
import static io.usher.acceptance.deciding.BatchStates.changed;
import static io.usher.acceptance.deciding.BatchStates.member;
import static io.usher.acceptance.deciding.BatchStates.open;

import io.usher.acceptance.deciding.BatchState.ActiveAcceptance;
import io.usher.acceptance.deciding.BatchState.StoredAcceptance;
import io.usher.acceptance.deciding.BatchState.Subject;
import io.usher.acceptance.deciding.BatchStates.Plans;
import io.usher.acceptance.deciding.Command.AccessEnd;
import io.usher.acceptance.deciding.Command.MemberRemoval;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Outcome.StillWaiting;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.WaitingLists.Step.Standing;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Plays what happens to an organization with a few people and invitations, one command after the other. */
final class WaitingLists {

    private static final int INVITATIONS = 3;
    private static final int PEOPLE = 8;

    private BatchState state = BatchStates.EMPTY;
    private List<InvitationTerms> invitations = List.of();
    private final List<Requested> asked = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private int number;

    private WaitingLists() {}

    /** Something that happens. */
    sealed interface Step {

        /** People who ask in one batch, each for an invitation. */
        record Ask(List<Wish> wishes) implements Step {}

        record Wish(int person, int invitation) {}

        /** @param asked which of the requests so far, counted around */
        record Withdraw(int asked) implements Step {}

        /** @param byTime whether the access ended; otherwise somebody removed the member */
        record End(int person, boolean byTime) implements Step {}

        /**
         * Invitations and the plan are changed.
         *
         * @param noticed whether the timer notices before anything else happens
         */
        record Change(List<Terms> terms, @Nullable Integer plan, boolean noticed) implements Step {}

        /**
         * @param standing a deleted invitation remains deleted
         * @param expires in seconds; what counts for requests is when they were made, and for people on the waiting list
         *     whether it is over by now
         * @param domain whose people it is for; null = everybody
         */
        record Terms(
                @Nullable Integer quota,
                boolean waitlist,
                Standing standing,
                int expires,
                @Nullable String domain) {}

        enum Standing {
            OPEN,
            OVER,
            DISABLED,
            DELETED
        }
    }

    /** What a step changed. */
    record Turn(BatchState before, BatchResult result, BatchState after) {}

    static Arbitrary<Step> steps() {
        Arbitrary<Step> asking = Combinators.combine(
                        Arbitraries.integers().between(1, PEOPLE),
                        Arbitraries.integers().between(0, INVITATIONS - 1))
                .as(Step.Wish::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(Step.Ask::new);
        Arbitrary<Step> withdrawing = Arbitraries.integers().between(0, 200).map(Step.Withdraw::new);
        Arbitrary<Step> ending = Combinators.combine(
                        Arbitraries.integers().between(1, PEOPLE), Arbitraries.of(false, true))
                .as(Step.End::new);
        return Arbitraries.frequencyOf(
                Tuple.of(5, asking), Tuple.of(2, withdrawing), Tuple.of(2, ending), Tuple.of(1, changes()));
    }

    private static Arbitrary<Step> changes() {
        Arbitrary<Step.Terms> terms = Combinators.combine(
                        Arbitraries.integers().between(1, 4).injectNull(0.3),
                        Arbitraries.of(true, true, true, false),
                        Arbitraries.frequency(
                                Tuple.of(6, Standing.OPEN),
                                Tuple.of(2, Standing.OVER),
                                Tuple.of(2, Standing.DISABLED),
                                Tuple.of(1, Standing.DELETED)),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.of("x.org", "y.org").injectNull(0.7))
                .as(Step.Terms::new);
        return Combinators.combine(
                        terms.list().ofSize(INVITATIONS),
                        Arbitraries.integers().between(0, 6).injectNull(0.2),
                        Arbitraries.of(false, true))
                .as(Step.Change::new);
    }

    static List<Turn> play(List<Step> steps) {
        WaitingLists lists = new WaitingLists();
        lists.play(new Step.Change(
                IntStream.rangeClosed(1, INVITATIONS)
                        .mapToObj(quota -> new Step.Terms(quota, true, Standing.OPEN, 0, null))
                        .toList(),
                3,
                true));
        steps.forEach(lists::play);
        return lists.turns;
    }

    private void play(Step step) {
        switch (step) {
            case Step.Ask ask ->
                turn(
                        state,
                        SeatDecider.decide(
                                state, ask.wishes().stream().map(this::request).toList(), NOON));
            case Step.Withdraw withdraw -> {
                if (!asked.isEmpty()) {
                    withdraw(asked.get(withdraw.asked() % asked.size()));
                }
            }
            case Step.End end -> end(new Person(ORGANIZATION, address(end.person())), end.byTime());
            case Step.Change change -> {
                invitations = IntStream.range(0, INVITATIONS)
                        .mapToObj(i -> terms(i, change.terms().get(i)))
                        .toList();
                state = changed(state, invitations, new Plans(change.plan(), null));
                if (change.noticed()) {
                    turn(state, SeatDecider.decide(state, new Promotion(ORGANIZATION), NOON));
                }
            }
        }
    }

    private InvitationTerms terms(int number, Step.Terms terms) {
        InvitationTerms plain = open(number, terms.quota(), LEARNER, FINALISTS);
        boolean deleted = terms.standing() == Standing.DELETED
                || (number < invitations.size()
                        && invitations.get(number).admission().deleted());
        return new InvitationTerms(
                plain.id(),
                plain.organization(),
                new Admission(
                        deleted,
                        terms.standing() == Standing.DISABLED ? InvitationStatus.DISABLED : InvitationStatus.ENABLED,
                        null,
                        terms.standing() == Standing.OVER ? NOON.plusSeconds(terms.expires()) : null,
                        terms.domain() == null ? Audience.EVERYBODY : new Audience(Set.of(terms.domain()), false)),
                plain.invitees(),
                plain.cancelled(),
                terms.quota(),
                terms.standing() != Standing.OVER,
                terms.waitlist(),
                plain.granted());
    }

    private static String address(int person) {
        return "p%d@%s.org".formatted(person, person % 2 == 0 ? "x" : "y");
    }

    private Request request(Step.Wish wish) {
        number++;
        return BatchStates.request(
                number,
                invitations.get(wish.invitation()),
                address(wish.person()),
                // Several in each second.
                NOON.plusSeconds(number / 4));
    }

    private void withdraw(Requested requested) {
        Request named = requested.request();
        AcceptanceId id = original(requested);
        Request request = asked.stream()
                .map(Requested::request)
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        ActiveAcceptance active = state.acceptances().get(request.use());
        boolean holds = active != null && active.id().equals(id);
        boolean accepted = active != null && active.id().equals(id) && active.granted() != null;
        StoredAcceptance acceptance = new StoredAcceptance(request, requested.ordinal(), accepted, holds);
        int others = (int) state.acceptances().entrySet().stream()
                .filter(entry -> entry.getKey().address().equals(request.email().normal())
                        && entry.getValue().granted() != null
                        && !entry.getValue().id().equals(id))
                .count();
        BatchState before =
                about(state, new Subject(stored(request.person(), false), acceptance, others, 0, List.of()));
        turn(
                before,
                SeatDecider.decide(
                        before, new Withdrawal(command(), named.id(), named.invitation(), ORGANIZATION), NOON));
    }

    private static AcceptanceId original(Requested requested) {
        return switch (requested.outcome()) {
            case Repeated repeated -> repeated.original();
            case StillWaiting waiting -> waiting.original();
            default -> requested.request().id();
        };
    }

    private void end(Person person, boolean byTime) {
        BatchState before = about(state, new Subject(stored(person, byTime), null, 0, 0, List.of()));
        turn(
                before,
                SeatDecider.decide(
                        before,
                        byTime ? new AccessEnd(person) : new MemberRemoval(command(), person, CallerRights.ALL),
                        NOON));
    }

    private @Nullable Member stored(Person person, boolean over) {
        Member member = member(person, LEARNER);
        return state.members().contains(person) ? member.with(member.grants(), over ? NOON : null) : null;
    }

    private CommandId command() {
        number++;
        return new CommandId(new UUID(8, number));
    }

    private void turn(BatchState before, BatchResult result) {
        result.decisions().forEach(decision -> {
            if (decision instanceof Requested requested) {
                asked.add(requested);
            }
        });
        state = after(before, result);
        turns.add(new Turn(before, result, state));
    }
}
