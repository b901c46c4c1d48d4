package io.usher.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Allows the JDK to read random bytes in tests with BlockHound, for new ids and PostgreSQL's SCRAM handshake. The
 * kernel's device never blocks once the machine has booted.
 */
public final class SecureRandomBytesMayBlock implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
    }
}
