package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;

import io.usher.contract.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.springframework.stereotype.Component;

/** Which log the topic of requests is now. Safe for several threads, each of which waits for the brokers. */
@Component
class RequestLog {

    private static final String TOPIC = Topic.ACCEPTANCES_REQUESTED.topicName();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    /** Asking with every batch would be a round trip more; so long a log that was made anew may go unnoticed. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(1);

    private final Admin admin;
    private final Clock clock;
    private volatile Seen seen = new Seen(new UUID(0, 0), Instant.EPOCH);

    private record Seen(UUID id, Instant at) {}

    RequestLog(Admin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    /** The topic's id, at most a second old. */
    UUID id() {
        Instant now = clock.instant();
        Seen last = seen;
        if (now.isBefore(last.at()) || now.isAfter(last.at().plus(GOOD_FOR))) {
            last = new Seen(ask(), now);
            seen = last;
        }
        return last.id();
    }

    private UUID ask() {
        try {
            Uuid id = requireNonNull(admin.describeTopics(
                                    List.of(TOPIC),
                                    new DescribeTopicsOptions().timeoutMs(Math.toIntExact(ANSWER_WITHIN.toMillis())))
                            .allTopicNames()
                            .get()
                            .get(TOPIC))
                    .topicId();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException e) {
            throw new KafkaException(TOPIC + ": not described", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(TOPIC + ": not described", e);
        }
    }
}
