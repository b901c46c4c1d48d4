package io.usher.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Allows time-ordered ids to be made on many threads at once in tests with BlockHound: their factory is made once, and
 * the next id found, under a lock, for microseconds.
 */
public final class TimeOrderedIdsMayBlock implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("com.github.f4b6a3.uuid.UuidCreator", "getTimeOrderedEpoch");
    }
}
