package io.usher.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits at the start for brokers that are away, without limit: a supervisor or an operator ends the wait. */
final class UntilBrokersAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(UntilBrokersAnswer.class);
    private static final Executor AFTER_A_PAUSE = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private UntilBrokersAnswer() {}

    /**
     * Calls until it succeeds or fails in another way than an outage does. The waits have no timeout of their own:
     * that is how Spring recognizes a start that it may interrupt when the program is told to stop.
     *
     * @param outage whether a failure is one that passes when the brokers are back
     */
    static <T> T get(Callable<T> call, Predicate<Throwable> outage) {
        try {
            while (true) {
                try {
                    return call.call();
                } catch (InterruptedException told) {
                    throw told;
                } catch (Exception e) {
                    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                    if (!outage.test(cause)) {
                        throw new IllegalStateException("brokers: " + cause.getMessage(), e);
                    }
                    LOG.warn("waiting for the brokers: {}", cause.toString());
                    CompletableFuture.runAsync(() -> {}, AFTER_A_PAUSE).get();
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while waiting for the brokers", e);
        }
    }
}
