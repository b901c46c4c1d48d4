package io.usher.runtime;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/** Lets everybody who asks within a second share one look: the health is public, and a look costs others something. */
public final class SharedHealth implements ReactiveHealthIndicator {

    private static final Duration KEPT = Duration.ofSeconds(1);

    private final Mono<Health> health;

    public SharedHealth(ReactiveHealthIndicator looking) {
        this.health = Mono.defer(looking::health).cache(KEPT);
    }

    @Override
    public Mono<Health> health() {
        return health;
    }
}
