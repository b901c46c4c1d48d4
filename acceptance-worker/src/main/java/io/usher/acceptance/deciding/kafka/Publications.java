package io.usher.acceptance.deciding.kafka;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The publication of each partition's newest batch, which goes on while the next batch is decided. One to a partition at a
 * time, so that decisions are published in the order of their log. Safe for several threads.
 */
final class Publications<P> {

    private final Map<P, CompletableFuture<@Nullable Boolean>> underWay = new ConcurrentHashMap<>();

    /**
     * Begins when the one before is over.
     *
     * @param failed told of a failure when it happens, on any thread: nobody may wait for it
     */
    void begin(P partition, Mono<Void> publication, Consumer<Throwable> failed) {
        CompletableFuture<@Nullable Boolean> begun =
                publication.thenReturn(true).toFuture();
        underWay.put(partition, begun);
        var unused = begun.whenComplete((done, failure) -> {
            if (failure != null) {
                failed.accept(failure);
            }
        });
    }

    /** Completes when the partition's newest is over, or fails as it did. Who asks again finds none. */
    Mono<Boolean> over(P partition) {
        return Mono.defer(() -> {
            CompletableFuture<@Nullable Boolean> newest = underWay.remove(partition);
            return newest == null ? Mono.just(true) : Mono.fromFuture(newest, true);
        });
    }

    /** Nobody here waits for the partition's newest any more. */
    void forget(P partition) {
        var unused = underWay.remove(partition);
    }
}
