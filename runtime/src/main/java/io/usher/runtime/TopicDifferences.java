package io.usher.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How an existing topic differs from the one that the programs would create.
 *
 * @param refusals differences with which the guarantees do not hold; no program runs on such a topic
 * @param warnings without the topic's name: differences that cost durability, which is the operator's choice
 */
record TopicDifferences(String topic, List<String> refusals, List<String> warnings) {

    private static final int REPLICAS_THAT_MAY_LOSE_ONE = 3;
    private static final int SAFE_IN_SYNC_REPLICAS = 2;

    /**
     * A topic as the brokers describe it.
     *
     * @param settings the effective ones, defaults included
     */
    record Existing(int partitions, int replicas, Map<String, String> settings) {}

    static TopicDifferences between(NewTopic wanted, Existing existing) {
        return new TopicDifferences(wanted.name(), refusals(wanted, existing), warnings(wanted, existing));
    }

    private static List<String> refusals(NewTopic wanted, Existing existing) {
        List<String> refusals = new ArrayList<>();
        if (existing.partitions() != wanted.numPartitions()) {
            refusals.add("%s: %d partitions (expected %d)"
                    .formatted(wanted.name(), existing.partitions(), wanted.numPartitions()));
        }
        differs(wanted, existing, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
                .ifPresent(refusals::add);
        if (settings(wanted).containsKey(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)) {
            differs(wanted, existing, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "")
                    .ifPresent(refusals::add);
        }
        return List.copyOf(refusals);
    }

    private static Optional<String> differs(NewTopic wanted, Existing existing, String setting, String byDefault) {
        String expected = settings(wanted).getOrDefault(setting, byDefault);
        String actual = existing.settings().getOrDefault(setting, "");
        return actual.equals(expected)
                ? Optional.empty()
                : Optional.of("%s: %s=%s (expected %s)".formatted(wanted.name(), setting, actual, expected));
    }

    private static List<String> warnings(NewTopic wanted, Existing existing) {
        List<String> warnings = new ArrayList<>();
        if (existing.replicas() == 1) {
            warnings.add("one replica (records are lost with its disk)");
        }
        if (existing.replicas() >= REPLICAS_THAT_MAY_LOSE_ONE
                && number(existing, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG) < SAFE_IN_SYNC_REPLICAS) {
            warnings.add("%s=1 (expected %d: an acknowledged record may be on one disk only)"
                    .formatted(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, SAFE_IN_SYNC_REPLICAS));
        }
        String largest = settings(wanted).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (largest != null && number(existing, TopicConfig.MAX_MESSAGE_BYTES_CONFIG) < Long.parseLong(largest)) {
            warnings.add("%s=%d (expected %s: larger records are refused)"
                    .formatted(
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                            number(existing, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                            largest));
        }
        return List.copyOf(warnings);
    }

    private static long number(Existing existing, String setting) {
        return Long.parseLong(existing.settings().getOrDefault(setting, "0"));
    }

    /** The topic to create if the brokers give it so many replicas. */
    static NewTopic durable(NewTopic wanted, int replicas) {
        if (replicas < REPLICAS_THAT_MAY_LOSE_ONE) {
            return wanted;
        }
        Map<String, String> settings = new HashMap<>(settings(wanted));
        settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(SAFE_IN_SYNC_REPLICAS));
        return new NewTopic(wanted.name(), Optional.of(wanted.numPartitions()), Optional.empty()).configs(settings);
    }

    private static Map<String, String> settings(NewTopic topic) {
        Map<String, String> settings = topic.configs();
        return settings == null ? Map.of() : settings;
    }
}
