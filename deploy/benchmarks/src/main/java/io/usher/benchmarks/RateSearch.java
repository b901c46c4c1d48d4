package io.usher.benchmarks;

import java.util.function.DoublePredicate;

/**
 * Looks for the highest rate that a system bears: ever higher ones until one fails, then between the last that held and
 * the first that failed. A rate fails when it fails twice in a row: on a busy machine one measurement proves little.
 *
 * @param factor from one rate to the next
 * @param refinements how often the gap is halved
 */
record RateSearch(double first, double factor, int refinements) {

    /** 0 if not even the first rate holds. */
    double highest(DoublePredicate holds) {
        double good = 0;
        double bad = first;
        while (holdsInTwo(holds, bad)) {
            good = bad;
            bad *= factor;
        }
        for (int i = 0; i < refinements && good > 0; i++) {
            double between = Math.sqrt(good * bad);
            if (holdsInTwo(holds, between)) {
                good = between;
            } else {
                bad = between;
            }
        }
        return good;
    }

    private static boolean holdsInTwo(DoublePredicate holds, double rate) {
        boolean atOnce = holds.test(rate);
        return atOnce || holds.test(rate);
    }
}
