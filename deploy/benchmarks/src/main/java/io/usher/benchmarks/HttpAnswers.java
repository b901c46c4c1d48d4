package io.usher.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a server answered.
 *
 * @param statuses how often each status came; 0 = the connection broke instead
 * @param begun how many requests were sent
 */
record HttpAnswers(Map<Integer, Integer> statuses, int begun, double seconds) {

    HttpAnswers {
        statuses = new TreeMap<>(statuses);
    }

    int count(int status) {
        return statuses.getOrDefault(status, 0);
    }

    double perSecond(int status) {
        return count(status) / seconds;
    }
}
