package io.usher.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.runtime.TopicDifferences.Existing;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

final class TopicDifferencesTest {

    private static final NewTopic QUEUE = new NewTopic("queue", Optional.of(12), Optional.empty())
            .configs(Map.of("message.timestamp.type", "LogAppendTime"));
    private static final NewTopic STATES =
            new NewTopic("states", Optional.of(12), Optional.empty()).configs(Map.of("cleanup.policy", "compact"));
    private static final NewTopic LETTERS =
            new NewTopic("letters", Optional.of(1), Optional.empty()).configs(Map.of("max.message.bytes", "2000"));

    @Test
    void aTopicAsWantedHasNoDifferences() {
        assertThat(TopicDifferences.between(QUEUE, existing(12, 3, Map.of())))
                .satisfies(found -> assertThat(found.refusals()).isEmpty())
                .satisfies(found -> assertThat(found.warnings()).isEmpty());
    }

    @Test
    void anotherNumberOfPartitionsIsRefused() {
        assertThat(TopicDifferences.between(QUEUE, existing(6, 3, Map.of())).refusals())
                .containsExactly("queue: 6 partitions (expected 12)");
        assertThat(TopicDifferences.between(QUEUE, existing(13, 3, Map.of())).refusals())
                .containsExactly("queue: 13 partitions (expected 12)");
    }

    @Test
    void aQueueThatIsNotStampedByTheBrokerIsRefused() {
        assertThat(TopicDifferences.between(QUEUE, existing(12, 3, Map.of("message.timestamp.type", "CreateTime")))
                        .refusals())
                .containsExactly("queue: message.timestamp.type=CreateTime (expected LogAppendTime)");
        assertThat(TopicDifferences.between(STATES, existing(12, 3, Map.of("cleanup.policy", "compact")))
                        .refusals())
                .as("other topics may carry either time")
                .isEmpty();
    }

    @Test
    void anotherCleanupPolicyIsRefused() {
        assertThat(TopicDifferences.between(STATES, existing(12, 3, Map.of())).refusals())
                .containsExactly("states: cleanup.policy=delete (expected compact)");
        assertThat(TopicDifferences.between(QUEUE, existing(12, 3, Map.of("cleanup.policy", "compact,delete")))
                        .refusals())
                .containsExactly("queue: cleanup.policy=compact,delete (expected delete)");
    }

    @Test
    void durabilityIsTheOperatorsChoiceAndWarnedOf() {
        assertThat(TopicDifferences.between(QUEUE, existing(12, 1, Map.of("min.insync.replicas", "1")))
                        .warnings())
                .containsExactly("one replica (records are lost with its disk)");
        assertThat(TopicDifferences.between(QUEUE, existing(12, 3, Map.of("min.insync.replicas", "1")))
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("min.insync.replicas=1 (expected 2");
        assertThat(TopicDifferences.between(LETTERS, existing(1, 3, Map.of("max.message.bytes", "1999")))
                        .warnings())
                .containsExactly("max.message.bytes=1999 (expected 2000: larger records are refused)");
    }

    @Test
    void aTopicOnThreeReplicasIsCreatedWithTwoInSync() {
        assertThat(TopicDifferences.durable(QUEUE, 3).configs())
                .isEqualTo(Map.of("message.timestamp.type", "LogAppendTime", "min.insync.replicas", "2"));
        assertThat(TopicDifferences.durable(QUEUE, 2)).isEqualTo(QUEUE);
    }

    /** With the brokers' defaults for everything that is not named. */
    private static Existing existing(int partitions, int replicas, Map<String, String> named) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "cleanup.policy", "delete",
                "message.timestamp.type", "LogAppendTime",
                "min.insync.replicas", "2",
                "max.message.bytes", "1048588"));
        settings.putAll(named);
        return new Existing(partitions, replicas, settings);
    }
}
