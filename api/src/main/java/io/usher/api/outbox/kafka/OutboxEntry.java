package io.usher.api.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An event with its place in the outbox. */
record OutboxEntry(long id, ProducerRecord<byte[], byte[]> event) {

    private static final String TABLE = "directory.outbox";

    /** The CloudEvents attribute, as every event of ours has it. */
    private static final String SUBJECT = "ce_subject";

    static OutboxEntry of(long id, String topic, byte[] key, Map<String, String> headers, byte[] value) {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(topic, Topic.partitionOf(key), key, value);
        headers.forEach((name, text) -> event.headers().add(name, text.getBytes(UTF_8)));
        return new OutboxEntry(id, event);
    }

    /**
     * Splits events into parts that name no subject twice. Published part after part, nothing newer about a subject comes
     * before what failed.
     */
    static List<List<OutboxEntry>> eachSubjectOnce(List<OutboxEntry> entries) {
        List<List<OutboxEntry>> parts = new ArrayList<>();
        Set<String> subjects = new HashSet<>();
        for (OutboxEntry entry : entries) {
            String subject = entry.subject();
            if (parts.isEmpty() || subjects.contains(subject)) {
                parts.add(new ArrayList<>());
                subjects.clear();
            }
            parts.getLast().add(entry);
            subjects.add(subject);
        }
        return parts;
    }

    private String subject() {
        return event.topic() + " "
                + new String(event.headers().lastHeader(SUBJECT).value(), UTF_8);
    }

    /** What operators are told if Kafka refuses the event for good. The same for every try. */
    EventMessage refusal(String reason, Instant now) {
        OpsDeadLetter event = new OpsDeadLetter(TABLE, 0, id, Source.API.uri(), reason, now);
        return new EventMessage(event.subject() + ".dead-letter", Source.API, now, event);
    }
}
