package io.usher.api.acceptances.r2dbc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.api.acceptances.StoreFailure;
import org.springframework.stereotype.Component;

/** Names what {@link io.usher.runtime.Outage} recognizes, and counts it: callers may go on without an answer. */
@Component
final class Outages {

    private final Counter counter;

    Outages(MeterRegistry registry) {
        this.counter = Counter.builder("usher.api.acceptances.store.failures")
                .description("Reads of the database that failed because it did not answer")
                .register(registry);
    }

    StoreFailure named(Throwable outage) {
        counter.increment();
        return new StoreFailure(outage);
    }
}
