package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.contract.event.Milestone;
import java.util.List;

/**
 * The shares of a plan that are reported when they are reached: each once, and again only after it has fallen by five
 * points.
 */
final class SeatShares {

    private static final int POINTS = 5;

    private SeatShares() {}

    /** The counters with one more seat taken, and its share reported if it is a milestone. */
    static Seats taken(Seats before) {
        return reported(before, before.taken() + 1);
    }

    /** The counters with their share reported if it is a milestone. It may be one because the plan was lowered. */
    static Seats reported(Seats before) {
        return reported(before, before.taken());
    }

    private static Seats reported(Seats before, int taken) {
        int reported = stillReported(before, before.taken());
        if (before.plan() != null) {
            for (Milestone milestone : Milestone.ofSeats()) {
                if (milestone.percent() > reported && taken * 100L >= (long) milestone.percent() * before.plan()) {
                    reported = milestone.percent();
                }
            }
        }
        return new Seats(before.plan(), taken, reported);
    }

    static List<Reached> reached(Seats before, Seats after) {
        Integer plan = after.plan();
        int reported = stillReported(before, before.taken());
        return plan == null || after.equals(before) || after.reported() == reported
                ? List.of()
                : Milestone.ofSeats().stream()
                        .filter(milestone -> milestone.percent() > reported && milestone.percent() <= after.reported())
                        .map(milestone -> new Reached(milestone, plan))
                        .toList();
    }

    /** The counters with one seat fewer taken. */
    static Seats freed(Seats before) {
        int taken = before.taken() - 1;
        return new Seats(before.plan(), taken, stillReported(before, taken));
    }

    /** The highest reported share that has not fallen by five points since, by freed seats or a raised plan. */
    private static int stillReported(Seats seats, int taken) {
        int reported = 0;
        if (seats.plan() != null) {
            for (Milestone milestone : Milestone.ofSeats()) {
                if (milestone.percent() <= seats.reported()
                        && taken * 100L > (long) (milestone.percent() - POINTS) * seats.plan()) {
                    reported = milestone.percent();
                }
            }
        }
        return reported;
    }
}
