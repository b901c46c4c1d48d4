package io.usher.acceptance.deciding;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.Outcome.Reached;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import org.jspecify.annotations.Nullable;

final class SeatSharesTest {

    private Seats seats = new Seats(100, 0, 0);
    private final List<Integer> reported = new ArrayList<>();

    @Example
    void eachShareIsReportedOnceWhileItIsCrossedUpwards() {
        take(100);

        assertThat(reported).containsExactly(80, 95, 100);
    }

    @Example
    void aShareThatFellByLessThanFivePointsIsNotReportedAgain() {
        take(80);
        free(4);
        take(4);

        assertThat(reported).containsExactly(80);
    }

    @Example
    void aShareThatFellByFivePointsIsReportedAgain() {
        take(80);
        free(5);
        take(5);

        assertThat(reported).containsExactly(80, 80);
    }

    @Example
    void onlySharesThatFellByFivePointsAreReportedAgain() {
        take(100);
        free(5);
        take(5);
        assertThat(reported).containsExactly(80, 95, 100, 100);

        free(10);
        take(10);
        assertThat(reported).containsExactly(80, 95, 100, 100, 95, 100);
    }

    /** As if seats had been freed. */
    @Example
    void sharesThatFellBecauseThePlanWasRaisedAreReportedAgain() {
        plan(10);
        take(10);
        plan(100);
        take(70);

        assertThat(reported).containsExactly(80, 95, 100, 80);
    }

    @Example
    void sharesThatAreReachedBecauseThePlanWasLoweredAreReportedOnceEach() {
        take(85);
        plan(89);
        report();
        report();
        plan(40);
        report();
        plan(30);
        report();
        plan(1000);
        report();
        plan(100);
        report();

        assertThat(reported).containsExactly(80, 95, 100, 80);
    }

    @Example
    void aPlanWithoutSeatsIsReportedOnce() {
        plan(0);
        report();
        report();

        assertThat(reported).containsExactly(80, 95, 100);
    }

    @Example
    void aSmallPlanReachesSeveralSharesAtOnce() {
        plan(1);
        take(1);

        assertThat(reported).containsExactly(80, 95, 100);
    }

    @Example
    void aPlanWithoutLimitHasNoShares() {
        plan(null);
        take(1000);

        assertThat(reported).isEmpty();
    }

    private void plan(@Nullable Integer plan) {
        seats = new Seats(plan, seats.taken(), seats.reported());
    }

    private void take(int number) {
        for (int i = 0; i < number; i++) {
            change(SeatShares.taken(seats));
        }
    }

    private void report() {
        change(SeatShares.reported(seats));
    }

    private void change(Seats after) {
        for (Reached reached : SeatShares.reached(seats, after)) {
            reported.add(reached.milestone().percent());
        }
        seats = after;
    }

    private void free(int number) {
        for (int i = 0; i < number; i++) {
            seats = SeatShares.freed(seats);
        }
    }
}
