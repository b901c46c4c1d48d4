package io.usher.runtime.outbox;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records on their way into a row of an outbox.
 *
 * @param size of the records, not compressed
 * @param bytes for the column {@code records}
 */
record PackedBundle(List<ProducerRecord<byte[], byte[]>> records, int size, byte[] bytes) {}
