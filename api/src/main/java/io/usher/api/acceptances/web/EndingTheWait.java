package io.usher.api.acceptances.web;

import io.usher.api.commands.AwaitedDecisions;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Lets everybody go who waits for a decision before the web server waits for its last requests. */
@Component
final class EndingTheWait implements SmartLifecycle {

    private final AwaitedDecisions decisions;
    private volatile boolean running;

    EndingTheWait(AwaitedDecisions decisions) {
        this.decisions = decisions;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        decisions.release();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Last to start, first to stop. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
