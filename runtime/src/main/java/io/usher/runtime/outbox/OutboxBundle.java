package io.usher.runtime.outbox;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A row of the outbox.
 *
 * @param records what one append, or a part of a large one, has kept
 */
record OutboxBundle(long id, List<ProducerRecord<byte[], byte[]>> records) {}
