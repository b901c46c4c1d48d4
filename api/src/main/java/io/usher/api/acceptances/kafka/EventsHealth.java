package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.topics.Tail;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/** Up while requests can be sent and all topics are followed; at first not before the past is read. */
final class EventsHealth implements ReactiveHealthIndicator {

    private final List<Tail> tails;
    private final KafkaRequestQueue queue;

    EventsHealth(List<Tail> tails, KafkaRequestQueue queue) {
        this.tails = tails;
        this.queue = queue;
    }

    @Override
    public Mono<Health> health() {
        return Mono.fromSupplier(() -> {
            Health.Builder health =
                    queue.isOpen() && tails.stream().allMatch(Tail::isFollowing) ? Health.up() : Health.down();
            tails.forEach(tail -> health.withDetail(tail.topicName(), tail.isFollowing() ? "followed" : "behind"));
            return health.withDetail("sender", queue.isOpen() ? "open" : "closed")
                    .build();
        });
    }
}
