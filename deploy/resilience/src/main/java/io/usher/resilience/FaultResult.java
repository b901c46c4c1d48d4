package io.usher.resilience;

import java.time.Duration;
import java.util.List;

/**
 * The result of one load.
 *
 * @param acknowledged calls that were answered 202
 * @param unanswered calls without a response
 * @param longestStall the longest time that a partition with pending requests did not advance
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
