package io.usher.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TopicReader;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Somebody writes records among the requests that are none. */
final class PoisonRecords implements Fault {

    /** A record that a broker just takes. */
    private static final int LARGE = 1_000_000;

    private final Set<String> written = new HashSet<>();

    private enum Poison {
        BAD_JSON,
        UNKNOWN_TYPE,
        NO_KEY,
        OTHER_KEY,
        NO_EVENT,
        NO_ADDRESS,
        LARGE_VALUE
    }

    @Override
    public void prepare(FaultRun run) {
        written.clear();
    }

    @Override
    public void strike(FaultRun run) {
        Poison poison = Poison.values()[written.size() % Poison.values().length];
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", run.installation().brokers().bootstrapServers(), "max.request.size", 2 * LARGE);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            RecordMetadata place = producer.send(record(poison, run.random())).get();
            run.log("%s at %d-%d", poison, place.partition(), place.offset());
            written.add(place.partition() + "-" + place.offset());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Poison poison, Random random) {
        ProducerRecord<byte[], byte[]> request =
                request(random, poison == Poison.NO_ADDRESS ? "nobody" : "p@example.org");
        byte[] key = request.key();
        return switch (poison) {
            case BAD_JSON -> with(request, key, "{\"acceptance\":".getBytes(UTF_8));
            case UNKNOWN_TYPE -> {
                request.headers().remove("ce_type").add("ce_type", "io.usher.unknown.v1".getBytes(UTF_8));
                yield request;
            }
            case NO_KEY -> with(request, null, request.value());
            case OTHER_KEY ->
                with(request, new UUID(random.nextLong(), 0).toString().getBytes(UTF_8), request.value());
            case NO_EVENT -> new ProducerRecord<>(request.topic(), key, new byte[] {0, 1, 2});
            case NO_ADDRESS -> request;
            case LARGE_VALUE -> with(request, key, new byte[LARGE]);
        };
    }

    private static ProducerRecord<byte[], byte[]> request(Random random, String email) {
        return EventCodec.encode(new EventMessage(
                new UUID(random.nextLong(), 1).toString(),
                Source.API,
                Instant.EPOCH,
                new AcceptanceRequested(
                        new AcceptanceId(new UUID(random.nextLong(), 2)),
                        new InvitationId(new UUID(random.nextLong(), 3)),
                        new OrganizationId(new UUID(random.nextLong(), 4)),
                        email,
                        null,
                        null)));
    }

    private static ProducerRecord<byte[], byte[]> with(
            ProducerRecord<byte[], byte[]> request, byte @Nullable [] key, byte[] value) {
        return new ProducerRecord<>(request.topic(), null, null, key, value, request.headers());
    }

    @Override
    public void check(FaultRun run, Evidence evidence, Violations violations) {
        Set<String> setAside = new HashSet<>();
        String deadLetters = Topic.ACCEPTANCES_REQUESTED.deadLetters();
        try (TopicReader reader = TopicReader.of(run.installation().brokers().bootstrapServers())) {
            for (ConsumerRecord<byte[], byte[]> letter : reader.read(Map.of(), reader.ends(List.of(deadLetters)))) {
                if (!text(letter, DeadLetter.REASON).isEmpty()) {
                    setAside.add(text(letter, DeadLetter.PARTITION) + "-" + text(letter, DeadLetter.OFFSET));
                }
            }
        }
        written.stream()
                .filter(place -> !setAside.contains(place))
                .forEach(place -> violations.add("not among the dead letters", "%s", place));
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
        Header found = letter.headers().lastHeader(header);
        return found == null ? "" : new String(found.value(), UTF_8);
    }
}
