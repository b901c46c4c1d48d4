package io.usher.runtime.outbox;

import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.EventMessage;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that Kafka refuses for good.
 *
 * @param bundle the id of the row that it was kept in
 * @param place among the records of the row, from 0
 */
record RefusedRecord(long bundle, int place, ProducerRecord<byte[], byte[]> record, String reason) {

    /** What operators are told. The row stands for the offset, the place in it for the partition; the id is always the same. */
    EventMessage report(OutboxSchema schema, Instant now) {
        OpsDeadLetter event =
                new OpsDeadLetter(schema.table(), place, bundle, schema.source().uri(), reason, now);
        return new EventMessage(event.subject() + ".dead-letter", schema.source(), now, event);
    }
}
