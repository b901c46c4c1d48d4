package io.usher.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets tests under BlockHound cancel timers on many threads at once: the JDK keeps them in a queue under a lock, for
 * microseconds. Reactor allows the same for setting them.
 */
public final class TimersMayBeCancelled implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove");
    }
}
