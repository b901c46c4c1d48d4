package io.usher.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets tests under BlockHound read JSON of a type for the first time on several threads at once: Jackson learns a type
 * under a lock, for milliseconds and once for each type, and only then do threads wait for each other.
 */
public final class TypesMayBeLearned implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside(
                "tools.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer");
    }
}
