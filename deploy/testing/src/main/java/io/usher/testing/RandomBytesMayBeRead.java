package io.usher.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets tests under BlockHound draw random numbers: the JDK reads them from the kernel's device, which never waits once
 * the machine has booted. PostgreSQL's SCRAM handshake and every new id need some.
 */
public final class RandomBytesMayBeRead implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
    }
}
