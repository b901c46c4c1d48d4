package io.usher.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Hides events about other invitations, such as those of concurrent tests, from a program. */
public final class OneInvitationInterceptor implements ConsumerInterceptor<byte[], byte[]> {

    /** Property of the consumer: the invitation's id. */
    static final String INVITATION = "test.invitation";

    private byte[] key = {};

    @Override
    public void configure(Map<String, ?> settings) {
        key = String.valueOf(settings.get(INVITATION)).getBytes(UTF_8);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> kept = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> ofInvitation = records.records(partition).stream()
                    .filter(record -> Arrays.equals(record.key(), key))
                    .toList();
            if (!ofInvitation.isEmpty()) {
                kept.put(partition, ofInvitation);
            }
        }
        return new ConsumerRecords<>(kept, records.nextOffsets());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
}
