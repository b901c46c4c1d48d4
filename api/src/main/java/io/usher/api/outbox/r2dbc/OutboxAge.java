package io.usher.api.outbox.r2dbc;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.usher.api.database.Columns;
import io.usher.api.database.Outage;
import io.usher.runtime.SharedHealth;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How long the oldest event has been waiting to be published, as a metric and in the program's health. Not in its
 * readiness: an instance whose events wait serves requests as well as any other.
 */
@Component("outbox")
final class OutboxAge implements ReactiveHealthIndicator, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxAge.class);

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration TOO_OLD = Duration.ofMinutes(1);

    private final DatabaseClient database;
    private final ReactiveHealthIndicator shared = new SharedHealth(this::lookAtHealth);
    private final Disposable.Swap looking = Disposables.swap();
    private volatile Duration oldest = Duration.ZERO;

    OutboxAge(DatabaseClient database, MeterRegistry meters) {
        this.database = database;
        TimeGauge.builder("usher.outbox.oldest", this, TimeUnit.MILLISECONDS, age -> age.oldest.toMillis())
                .description("How long the oldest event has been waiting to be published")
                .register(meters);
    }

    @Override
    public Mono<Health> health() {
        return shared.health();
    }

    private Mono<Health> lookAtHealth() {
        return look().map(age -> (age.compareTo(TOO_OLD) < 0 ? Health.up() : Health.down())
                .withDetail("oldest", age.toString())
                .build());
    }

    private Mono<Duration> look() {
        return database.sql("""
                        select (extract(epoch from now() - coalesce(min(created_at), now())) * 1000)::bigint as age
                        from (select created_at from directory.outbox order by id limit 1) as oldest""")
                .map(row -> Duration.ofMillis(Math.max(0, new Columns(row).bigint("age"))))
                .one()
                .doOnNext(age -> oldest = age);
    }

    @Override
    public void start() {
        looking.update(Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> look().onErrorResume(Outage::isBehind, OutboxAge::unknown))
                .doOnError(bug -> LOG.error("outbox: its age cannot be measured (next look in 5 s)", bug))
                .retry()
                .subscribe());
    }

    private static Mono<Duration> unknown(Throwable away) {
        LOG.warn("outbox: its age is not known: {} (next look in 5 s)", away.toString());
        return Mono.empty();
    }

    @Override
    public void stop() {
        looking.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        Disposable current = looking.get();
        return current != null && !current.isDisposed();
    }
}
