package io.usher.benchmarks;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a server answered.
 *
 * @param statuses how often each status came; 0 = the connection broke instead
 * @param begun how many requests were sent
 * @param micros how long each took that was answered, see {@link Arrivals#latencyFrom}
 */
record HttpAnswers(Map<Integer, Integer> statuses, int begun, double seconds, Histogram micros) {

    private static final double MICROS_PER_MILLI = 1000;

    HttpAnswers {
        statuses = new TreeMap<>(statuses);
    }

    int count(int status) {
        return statuses.getOrDefault(status, 0);
    }

    double perSecond(int status) {
        return count(status) / seconds;
    }

    double percentileMillis(double percentile) {
        return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }
}
