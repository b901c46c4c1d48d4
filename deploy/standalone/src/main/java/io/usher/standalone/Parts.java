package io.usher.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of Usher that start in parallel and stop in parallel. For one thread at a time. */
final class Parts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private record Part(String name, CompletableFuture<? extends AutoCloseable> start) {}

    private final List<Part> parts = new ArrayList<>();

    /** Starts a part on a new thread, and returns at once. */
    <P extends AutoCloseable> CompletableFuture<P> begin(String name, Callable<P> start) {
        CompletableFuture<P> started = new CompletableFuture<>();
        parts.add(new Part(name, started));
        Thread.ofPlatform().name("starting " + name).daemon().start(() -> {
            try {
                started.complete(start.call());
            } catch (Throwable e) {
                LOG.error("{}: not started; whatever has started is stopped", name, e);
                started.completeExceptionally(e);
            }
        });
        return started;
    }

    /**
     * Returns when all have started.
     *
     * @throws RefusedStartException if one has not; the starts of the others have ended too, successfully or not
     */
    void await() {
        RefusedStartException refusal = null;
        for (Part part : parts) {
            try {
                var unused = part.start.join();
            } catch (CompletionException e) {
                RefusedStartException another = RefusedStartException.of(part.name, e);
                if (refusal == null) {
                    refusal = another;
                } else {
                    refusal.addSuppressed(another);
                }
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Stops those that have started, and returns when they have ended. */
    @Override
    public void close() {
        List<CompletableFuture<Void>> stops = parts.stream()
                .filter(part -> !part.start.isCompletedExceptionally())
                .map(part -> CompletableFuture.runAsync(
                        () -> stop(part.name, part.start.join()),
                        Thread.ofPlatform().name("stopping " + part.name)::start))
                .toList();
        stops.forEach(CompletableFuture::join);
        parts.clear();
    }

    private static void stop(String name, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.error("{}: not stopped cleanly; the next start recovers what it stored", name, e);
        }
    }
}
