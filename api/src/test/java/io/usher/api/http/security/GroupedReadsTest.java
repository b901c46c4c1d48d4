package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class GroupedReadsTest {

    private final List<List<String>> groups = new ArrayList<>();
    private final List<Sinks.One<Function<String, Optional<Integer>>>> answers = new ArrayList<>();
    private final GroupedReads<String, Integer> reads = new GroupedReads<>(1, Duration.ZERO, 2, 3, this::later);

    @Test
    void whatIsAskedDuringAReadIsInTheNextOnes() {
        List<Integer> heard = new ArrayList<>();
        List.of("a", "b", "c", "d")
                .forEach(question -> reads.ask(question, Mono::empty).subscribe(heard::add));
        assertThat(groups).containsExactly(List.of("a"));

        answer(Map.of("a", 1, "b", 2));
        assertThat(groups).containsExactly(List.of("a"), List.of("b", "c"));
        answer(Map.of("b", 3));
        answer(Map.of("d", 4));

        assertThat(groups).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
        assertThat(heard).containsExactly(1, 3, 4);
    }

    @Test
    void whoLeavesDoesNotTakeTheAnswersOfTheOthers() {
        reads.ask("first", Mono::empty).subscribe();
        var leaving = reads.ask("leaving", Mono::empty).subscribe();
        List<Integer> heard = new ArrayList<>();
        reads.ask("staying", Mono::empty).subscribe(heard::add);
        answer(Map.of());
        leaving.dispose();

        answer(Map.of("staying", 5));

        assertThat(heard).containsExactly(5);
    }

    @Test
    void aReadThatFailsFailsForAllOfItsGroupAndTheNextOneGoesOn() {
        StepVerifier.create(reads.ask("a", Mono::empty))
                .then(() -> answers.getLast().tryEmitError(new IllegalStateException("gone")))
                .verifyErrorMessage("gone");

        StepVerifier.create(reads.ask("b", Mono::empty))
                .then(() -> answer(Map.of("b", 6)))
                .expectNext(6)
                .verifyComplete();
    }

    @Test
    void whoFindsTooManyWaitingIsToldAtOnceAndThePlaceOfOneWhoWasServedIsFree() {
        for (int i = 0; i < 4; i++) {
            reads.ask("waiting", Mono::empty).subscribe();
        }

        StepVerifier.create(reads.ask("late", () -> Mono.just(-1)))
                .expectNext(-1)
                .verifyComplete();

        answer(Map.of());
        StepVerifier.create(reads.ask("later", () -> Mono.just(-1)))
                .then(() -> answer(Map.of()))
                .then(() -> answer(Map.of("later", 7)))
                .expectNext(7)
                .verifyComplete();
    }

    @Test
    void readsKeepTheirPaceAndTheFirstOneDoesNotWait() {
        List<List<String>> paced = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> {
                    GroupedReads<String, Integer> slow = new GroupedReads<>(1, Duration.ofMillis(5), 2, 9, group -> {
                        paced.add(group);
                        return Mono.just(question -> Optional.of(1));
                    });
                    return Flux.just("a", "b", "c").flatMap(question -> slow.ask(question, Mono::empty), 3);
                })
                .expectNext(1)
                .then(() -> assertThat(paced).containsExactly(List.of("a")))
                .expectNoEvent(Duration.ofMillis(4))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(1, 1)
                .then(() -> assertThat(paced).containsExactly(List.of("a"), List.of("b", "c")))
                .verifyComplete();
    }

    @Test
    void readsBeginAPaceApartHoweverLongTheyTakeAndNoMoreAtOnceThanMay() {
        StepVerifier.withVirtualTime(() -> {
                    GroupedReads<String, Integer> two = new GroupedReads<>(2, Duration.ofMillis(5), 2, 9, this::later);
                    return Flux.just("a", "b", "c", "d").flatMap(question -> two.ask(question, Mono::empty), 4);
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(4))
                .then(() -> assertThat(groups).containsExactly(List.of("a")))
                .thenAwait(Duration.ofMillis(1))
                .then(() -> assertThat(groups).containsExactly(List.of("a"), List.of("b", "c")))
                .expectNoEvent(Duration.ofMillis(50))
                .then(() -> assertThat(groups).hasSize(2))
                .then(() -> answer(Map.of("b", 2, "c", 3)))
                .expectNext(2, 3)
                .then(() -> assertThat(groups).last().isEqualTo(List.of("d")))
                .thenCancel()
                .verify();
    }

    private Mono<Function<String, Optional<Integer>>> later(List<String> group) {
        groups.add(group);
        answers.add(Sinks.one());
        return answers.getLast().asMono();
    }

    private void answer(Map<String, Integer> known) {
        answers.getLast()
                .tryEmitValue(question -> Optional.ofNullable(known.get(question)))
                .orThrow();
    }
}
