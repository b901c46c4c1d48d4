package io.usher.api.acceptances.topics;

import io.usher.runtime.Reconnecting;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/**
 * A connection that is kept for as long as the program runs. One that fails is replaced, as {@link Reconnecting} says.
 * Starts before the web server and stops after it.
 */
public abstract class KeptConnection implements SmartLifecycle {

    private final Disposable.Swap connection = Disposables.swap();

    /** A new connection for each subscription, open until it is cancelled or fails. */
    protected abstract Flux<?> connect();

    /** Replaces the current connection, if there is one. */
    @Override
    public void start() {
        connection.update(connect().retryWhen(Reconnecting.backoff()).subscribe());
    }

    @Override
    public void stop() {
        connection.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        Disposable current = connection.get();
        return current != null && !current.isDisposed();
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
