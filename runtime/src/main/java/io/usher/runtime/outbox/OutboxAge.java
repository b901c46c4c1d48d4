package io.usher.runtime.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.usher.runtime.Columns;
import io.usher.runtime.Outage;
import io.usher.runtime.SharedHealth;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How long the oldest event has been waiting to be published, as a metric and in the program's health. Not in its
 * readiness: an instance whose events wait serves as well as any other.
 */
final class OutboxAge implements ReactiveHealthIndicator, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxAge.class);

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final DatabaseClient database;
    private final OutboxSettings settings;
    private final ReactiveHealthIndicator shared = new SharedHealth(this::measureHealth);
    private final Disposable.Swap measuring = Disposables.swap();
    private volatile Duration oldest = Duration.ZERO;

    OutboxAge(DatabaseClient database, OutboxSettings settings, MeterRegistry meters) {
        this.database = database;
        this.settings = settings;
        TimeGauge.builder("usher.outbox.age", this, TimeUnit.MILLISECONDS, age -> age.oldest.toMillis())
                .description("How long the oldest event has been waiting to be published")
                .tag("schema", settings.schema().schemaName())
                .register(meters);
    }

    @Override
    public Mono<Health> health() {
        return shared.health();
    }

    private Mono<Health> measureHealth() {
        return measure()
                .map(age -> (age.compareTo(settings.unhealthyAfter()) < 0 ? Health.up() : Health.down())
                        .withDetail("oldest", age.toString())
                        .build());
    }

    private Mono<Duration> measure() {
        return database.sql("""
                        select (extract(epoch from now() - coalesce(min(created_at), now())) * 1000)::bigint as age
                        from (select created_at from %s order by id limit 1) as oldest""".formatted(settings.schema().table()))
                .map(row -> Duration.ofMillis(Math.max(0, new Columns(row).bigint("age"))))
                .one()
                .doOnNext(age -> oldest = age);
    }

    @Override
    public void start() {
        measuring.update(Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> measure().onErrorResume(Outage::isBehind, OutboxAge::unknown))
                .doOnError(bug -> LOG.error("outbox: its age cannot be measured (next try in 5 s)", bug))
                .retry()
                .subscribe());
    }

    private static Mono<Duration> unknown(Throwable outage) {
        LOG.warn("outbox: its age is not known: {} (next try in 5 s)", Outage.describe(outage));
        return Mono.empty();
    }

    @Override
    public void stop() {
        measuring.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        Disposable current = measuring.get();
        return current != null && !current.isDisposed();
    }
}
