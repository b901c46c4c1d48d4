package io.usher.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How much a run measures.
 *
 * @param rounds how often what is compared is measured, in alternation
 * @param round how long each round of {@code http}, {@code httpEmpty}, {@code refuse}, {@code page}, {@code accept} and
 *     {@code rowLock} takes
 * @param warmUp how long each of them runs before the first round
 * @param requests in the topic for each round of {@code decide}; those before the first round warm up
 * @param decideRounds how often {@code decide} and {@code sqlCeiling} are measured
 * @param ceilingRequests for each round of {@code sqlCeiling}
 * @param mails for each round of {@code mail}
 * @param latency how long {@code latency} is measured, and each round of {@code hashes}
 * @param warmUpSteps how often at most it is measured before, until it falls no further
 * @param step how long each rate of {@code endToEnd} lasts
 * @param firstRate of {@code endToEnd}, per second
 * @param refinements of the rate that {@code endToEnd} finds
 * @param cold the first seconds of {@code coldSpike}, and the last ones that they are compared with
 * @param warming what lies between the two
 * @param rehearsed whether that {@code deploy/up} has the cache that it makes once after a build
 * @param lists of {@code lists}
 * @param importRows of the file of {@code import}
 * @param streams of {@code streams}
 * @param streaming how long they are read once all are open
 * @param hashes how many passwords are due to be hashed in {@code hashes}
 * @param javaOptions of all servers and programs. A run that ends before the JVM's optimizing compiler
 *     has done its work only pays for it
 */
record Sizes(
        int rounds,
        Duration round,
        Duration warmUp,
        int decideRounds,
        int requests,
        int warmUpRequests,
        int ceilingRequests,
        int mails,
        Duration latency,
        int warmUpSteps,
        Duration step,
        double firstRate,
        int refinements,
        Duration cold,
        Duration warming,
        boolean rehearsed,
        Lists lists,
        int importRows,
        int streams,
        Duration streaming,
        int hashes,
        List<String> javaOptions) {

    /**
     * How long the lists are, and how many pages are read of them.
     *
     * @param few invitations, invitees and members
     * @param many invitations and invitees
     * @param members that are as many
     * @param pages read of each list with each filter
     * @param created invitations
     */
    record Lists(int few, int many, int members, int pages, int created) {}

    private static final List<String> FAST_COMPILER = List.of("-XX:TieredStopAtLevel=1");

    static final Sizes FULL = new Sizes(
            3,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            2,
            200_000,
            50_000,
            100_000,
            4_000,
            Duration.ofSeconds(10),
            40,
            Duration.ofSeconds(6),
            400,
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(40),
            true,
            new Lists(1_000, 100_000, 1_000_000, 40, 200),
            100_000,
            10_000,
            Duration.ofSeconds(30),
            200,
            List.of());

    static final Sizes QUICK = new Sizes(
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            20_000,
            10_000,
            10_000,
            600,
            Duration.ofSeconds(3),
            1,
            Duration.ofSeconds(2),
            400,
            0,
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            false,
            new Lists(1_000, 20_000, 100_000, 10, 40),
            10_000,
            10_000,
            Duration.ofSeconds(10),
            200,
            FAST_COMPILER);

    /** Enough to see that everything works; its figures mean nothing. */
    static final Sizes TINY = new Sizes(
            1,
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            1,
            1_000,
            500,
            500,
            20,
            Duration.ofMillis(500),
            1,
            Duration.ofMillis(300),
            4_000,
            0,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            false,
            new Lists(100, 400, 1_000, 2, 5),
            1_000,
            50,
            Duration.ofSeconds(4),
            10,
            FAST_COMPILER);
}
