package io.usher.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets tests under BlockHound allocate buffers on many threads at once: where they meet too often, Netty divides its pool
 * further, under a lock, for microseconds and a few times in a program's life.
 */
public final class BufferPoolsMayGrow implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside(
                "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines");
    }
}
