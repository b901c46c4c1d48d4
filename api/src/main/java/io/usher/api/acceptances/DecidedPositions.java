package io.usher.api.acceptances;

import java.util.Map;
import reactor.core.publisher.Mono;

/** How far the acceptance worker is. */
public interface DecidedPositions {

    /**
     * By partition of the requests' topic the offset below which everything is decided; a partition of which nothing is
     * decided may be missing. Fails with {@link StoreFailure}.
     */
    Mono<Map<Integer, Long>> current();
}
