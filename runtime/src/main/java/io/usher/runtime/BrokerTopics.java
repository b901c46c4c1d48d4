package io.usher.runtime;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.usher.runtime.TopicDifferences.Existing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics on the brokers. Waits for answers, each bounded; fails with the exception that the brokers gave. */
final class BrokerTopics {

    private static final int ANSWER_WITHIN_MS =
            Math.toIntExact(Duration.ofSeconds(5).toMillis());

    private final Admin admin;
    private final List<NewTopic> wanted;

    BrokerTopics(Admin admin, List<NewTopic> wanted) {
        this.admin = admin;
        this.wanted = List.copyOf(wanted);
    }

    /** Creates those that do not exist. Changes nothing on those that do. */
    void createMissing() throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics(new ListTopicsOptions().timeoutMs(ANSWER_WITHIN_MS))
                .names()
                .get();
        List<NewTopic> missing =
                wanted.stream().filter(topic -> !present.contains(topic.name())).toList();
        for (NewTopic topic : missing) {
            create(topic);
        }
    }

    /** Asks first how many replicas the topic would have: the brokers' default decides. */
    private void create(NewTopic topic) throws ExecutionException, InterruptedException {
        CreateTopicsOptions asking = new CreateTopicsOptions().timeoutMs(ANSWER_WITHIN_MS);
        try {
            int replicas = admin.createTopics(List.of(topic), asking.validateOnly(true))
                    .replicationFactor(topic.name())
                    .get();
            admin.createTopics(List.of(TopicDifferences.durable(topic, replicas)), asking.validateOnly(false))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // Another program was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Compares each topic with the wanted one. */
    List<TopicDifferences> differences() throws ExecutionException, InterruptedException {
        List<String> names = wanted.stream().map(NewTopic::name).toList();
        KafkaFuture<Map<String, TopicDescription>> descriptions = admin.describeTopics(
                        names, new DescribeTopicsOptions().timeoutMs(ANSWER_WITHIN_MS))
                .allTopicNames();
        Map<String, Config> settings = settings(names);
        Map<String, TopicDescription> described = descriptions.get();
        return wanted.stream()
                .map(topic -> TopicDifferences.between(
                        topic,
                        existing(
                                requireNonNull(described.get(topic.name())),
                                requireNonNull(settings.get(topic.name())))))
                .toList();
    }

    private Map<String, Config> settings(List<String> names) throws ExecutionException, InterruptedException {
        Set<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .collect(toSet());
        return admin
                .describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(ANSWER_WITHIN_MS))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private static Existing existing(TopicDescription topic, Config settings) {
        int fewestReplicas = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        return new Existing(
                topic.partitions().size(),
                fewestReplicas,
                settings.entries().stream()
                        .filter(entry -> entry.value() != null)
                        .collect(toMap(ConfigEntry::name, ConfigEntry::value)));
    }
}
