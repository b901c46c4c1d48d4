package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.topics.TopicFollower;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/** Up while requests can be sent and all topics are followed. Down at the start until existing records are read. */
final class EventsHealth implements ReactiveHealthIndicator {

    private final List<TopicFollower> followers;
    private final KafkaRequestQueue queue;

    EventsHealth(List<TopicFollower> followers, KafkaRequestQueue queue) {
        this.followers = followers;
        this.queue = queue;
    }

    @Override
    public Mono<Health> health() {
        return Mono.fromSupplier(() -> {
            Health.Builder health = queue.isOpen() && followers.stream().allMatch(TopicFollower::isFollowing)
                    ? Health.up()
                    : Health.down();
            followers.forEach(follower ->
                    health.withDetail(follower.topicName(), follower.isFollowing() ? "followed" : "behind"));
            return health.withDetail("sender", queue.isOpen() ? "open" : "closed")
                    .build();
        });
    }
}
