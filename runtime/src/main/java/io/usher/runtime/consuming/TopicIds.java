package io.usher.runtime.consuming;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/** Which logs some topics are now. Confined to one thread, which waits for the brokers. */
final class TopicIds {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    /** Asking with every batch would be a round trip more; so long a log that was made anew may go unnoticed. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(1);

    private final Admin admin;
    private final Set<String> topics;
    private final Clock clock;
    private Map<String, UUID> seen = Map.of();
    private Instant seenAt = Instant.EPOCH;

    TopicIds(Admin admin, Set<String> topics, Clock clock) {
        this.admin = admin;
        this.topics = Set.copyOf(topics);
        this.clock = clock;
    }

    /** The topics' ids, at most a second old. Throws KafkaException if no broker answers or a topic does not exist. */
    Map<String, UUID> current() {
        Instant now = clock.instant();
        if (now.isBefore(seenAt) || now.isAfter(seenAt.plus(GOOD_FOR))) {
            seen = ask();
            seenAt = now;
        }
        return seen;
    }

    private Map<String, UUID> ask() {
        try {
            return admin
                    .describeTopics(
                            topics, new DescribeTopicsOptions().timeoutMs(Math.toIntExact(ANSWER_WITHIN.toMillis())))
                    .allTopicNames()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(toUnmodifiableMap(
                            Map.Entry::getKey, topic -> uuid(topic.getValue().topicId())));
        } catch (ExecutionException e) {
            throw new KafkaException("topics: not described", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("topics: not described", e);
        }
    }

    private static UUID uuid(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
