package io.usher.examples;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * Consumes with Spring for Apache Kafka, with {@code auto.offset.reset=earliest} and deserializers of byte arrays; see {@code
 * deploy/docs/consumers.md}.
 */
public final class SpringConsumer {

    private final JoinedMembers members;

    public SpringConsumer(JoinedMembers members) {
        this.members = members;
    }

    @KafkaListener(topics = "onboarding.members", groupId = "${example.group}")
    void accept(ConsumerRecord<byte[], byte[]> record) {
        members.accept(record);
    }
}
