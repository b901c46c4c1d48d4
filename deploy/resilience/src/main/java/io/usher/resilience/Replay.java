package io.usher.resilience;

import io.usher.contract.kafka.Topic;
import io.usher.testing.ProgramProcess;
import io.usher.testing.TopicReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * When all is decided and mailed, delivers everything a second time: resets the positions and the notifier's group, and
 * appends each record of the load to its topic once more.
 */
final class Replay implements Fault {

    private static final String GROUP_OF_NOTIFIER = "usher-notifier-worker";

    @Override
    public void strike(FaultRun run) {
        throw new IllegalStateException("replay: no strike expected during the load");
    }

    @Override
    public boolean afterwards(FaultRun run) {
        Installation installation = run.installation();
        installation.workers().forEach(ProgramProcess::kill);
        int unused = installation.notifier().terminate();
        run.log("replay");
        repeatRecords(run);
        installation.sql().update("update onboarding.position set next_offset = 0");
        forgetGroup(installation.brokers().bootstrapServers());
        installation.recover();
        return true;
    }

    private static void repeatRecords(FaultRun run) {
        String servers = run.installation().brokers().bootstrapServers();
        List<ConsumerRecord<byte[], byte[]>> records;
        try (TopicReader reader = TopicReader.of(servers)) {
            records = reader.read(
                    run.from(),
                    reader.ends(
                            Arrays.stream(Topic.values()).map(Topic::topicName).toList()));
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer())) {
            records.forEach(record -> {
                var unusedAnswer = producer.send(new ProducerRecord<>(
                        record.topic(), record.partition(), null, record.key(), record.value(), record.headers()));
            });
            producer.flush();
        }
    }

    private static void forgetGroup(String servers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteConsumerGroups(List.of(GROUP_OF_NOTIFIER)).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
