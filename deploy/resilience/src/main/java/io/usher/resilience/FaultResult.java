package io.usher.resilience;

import java.time.Duration;
import java.util.List;

/**
 * What came of the rows of one load.
 *
 * @param acknowledged requests that were answered 202
 * @param unanswered requests that got no answer
 * @param longestStall how long a partition with requests waiting stood still at most
 */
record FaultResult(
        List<FaultRow> rows,
        long seed,
        int strikes,
        int requests,
        long acknowledged,
        long unanswered,
        int decisions,
        int mails,
        Duration longestStall,
        List<String> violations) {}
