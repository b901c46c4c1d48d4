package io.usher.notifier.sending;

import java.time.Instant;

/**
 * The time during which a message is one instance's own.
 *
 * @param name tells one claim of a message from another
 * @param ends at the latest, by the clock of the instance that holds it
 */
public record Lease(Instant name, Instant ends) {}
