package io.usher.runtime.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.kafka.EventCodec;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Sets aside what Kafka refuses for good, and says so in the log, in a metric and in an event. */
final class RefusalReports {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalReports.class);

    private final OutboxSchema schema;
    private final Clock clock;
    private final Counter refused;

    RefusalReports(OutboxSchema schema, Clock clock, MeterRegistry meters) {
        this.schema = schema;
        this.clock = clock;
        this.refused = Counter.builder("usher.outbox.refused")
                .description("Records that Kafka refuses for good")
                .tag("schema", schema.schemaName())
                .register(meters);
    }

    /** Emits the event for operators, which is to be published in the record's place. */
    Mono<ProducerRecord<byte[], byte[]>> setAside(OutboxSession session, RefusedRecord refusal) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            return session.setAside(refusal, now)
                    .doOnNext(anew -> {
                        if (anew) {
                            report(refusal);
                        }
                    })
                    .map(anew -> EventCodec.encode(refusal.report(schema, now)));
        });
    }

    private void report(RefusedRecord refusal) {
        refused.increment();
        LOG.error(
                "outbox relay: record {} of {} {} for {} is refused: {} (it is kept in {}, the others go on)",
                refusal.place(),
                schema.table(),
                refusal.bundle(),
                refusal.record().topic(),
                refusal.reason(),
                schema.refusedTable());
    }
}
