package io.usher.api.acceptances.topics;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * A connection that is kept for as long as the program runs. One that fails is replaced after 100 ms at first, and after
 * at most two seconds while it keeps failing. Starts before the web server and stops after it.
 */
public abstract class KeptConnection implements SmartLifecycle {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    private final Disposable.Swap connection = Disposables.swap();

    /** A new connection for each subscription, open until it is cancelled or fails. */
    protected abstract Flux<?> connect();

    /** The schedule by which connections are replaced, without limit. */
    protected static RetryBackoffSpec backoff() {
        return Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .transientErrors(true);
    }

    /** Replaces the current connection, if there is one. */
    @Override
    public void start() {
        connection.update(connect().retryWhen(backoff()).subscribe());
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
