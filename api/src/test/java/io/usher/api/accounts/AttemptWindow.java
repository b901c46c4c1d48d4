package io.usher.api.accounts;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

/** A quarter of an hour of the clock, in which attempts are counted; so are longer ones, which end when one ends. */
final class AttemptWindow {

    private static final long SECONDS = Duration.ofMinutes(15).toSeconds();
    private static final long ROOM = 60;

    private AttemptWindow() {}

    /** Waits for the next one if less than a minute is left of this one. */
    static void awaitRoom() {
        await().atMost(Duration.ofSeconds(2 * ROOM)).until(() -> left() >= ROOM);
    }

    private static long left() {
        return SECONDS - Instant.now().getEpochSecond() % SECONDS;
    }
}
