package io.usher.api;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets tests under BlockHound hand records to one producer on many threads at once: it takes memory from its pool under a
 * lock, for microseconds. If the pool is empty the API's producer waits for nothing.
 */
public final class BuffersMayBeTaken implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("org.apache.kafka.clients.producer.internals.BufferPool", "allocate");
    }
}
