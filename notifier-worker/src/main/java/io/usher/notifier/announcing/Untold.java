package io.usher.notifier.announcing;

import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The messages whose state is not announced yet. */
public interface Untold {

    /**
     * Hands over the oldest of them and, when the telling has completed, marks the states that were told. One instance
     * at a time: emits 0 while another one has its turn.
     *
     * @param limit how many at most
     * @return how many were told
     */
    Mono<Integer> tell(int limit, Function<List<MessageHistory>, Mono<Void>> telling);
}
