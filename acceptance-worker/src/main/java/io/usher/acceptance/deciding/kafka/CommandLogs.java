package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.springframework.stereotype.Component;

/** The current ids of the command topics. Thread-safe; blocks until the brokers respond. */
@Component
class CommandLogs {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    /** Avoids a round trip per batch. A recreated log may stay unnoticed for this time. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(1);

    private final Admin admin;
    private final Clock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(UUID id, Instant at) {}

    CommandLogs(Admin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    /** The topic's id, at most a second old. */
    UUID id(String topic) {
        Instant now = clock.instant();
        Seen last = seen.get(topic);
        if (last == null || now.isBefore(last.at()) || now.isAfter(last.at().plus(GOOD_FOR))) {
            last = new Seen(ask(topic), now);
            seen.put(topic, last);
        }
        return last.id();
    }

    private UUID ask(String topic) {
        try {
            Uuid id = requireNonNull(admin.describeTopics(
                                    List.of(topic),
                                    new DescribeTopicsOptions().timeoutMs(Math.toIntExact(ANSWER_WITHIN.toMillis())))
                            .allTopicNames()
                            .get()
                            .get(topic))
                    .topicId();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException e) {
            throw new KafkaException(topic + ": not described", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(topic + ": not described", e);
        }
    }
}
