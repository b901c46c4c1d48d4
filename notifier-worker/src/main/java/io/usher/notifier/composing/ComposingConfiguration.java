package io.usher.notifier.composing;

import static java.util.Objects.requireNonNull;

import io.usher.contract.kafka.Topic;
import io.usher.notifier.sending.MailSettings;
import io.usher.notifier.sending.WaitingMails;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import io.usher.runtime.stalls.ConsumedPartitions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
@Import({
    R2dbcNewMessages.class,
    ExecutingCommands.class,
    MailEventsListener.class,
    AnnouncingAccessEnds.class,
    RemindingInvitees.class
})
class ComposingConfiguration {

    private static final String GROUP = "usher-notifier-worker";
    private static final Duration SCHEDULED_EVERY = Duration.ofMinutes(10);
    private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(5);
    private static final Duration REFUSED_BY_BROKER = Duration.ofSeconds(5);

    /** New messages wake the senders: they do not wait for the next poll. */
    @Bean
    ComposingMessages composing(NewMessages messages, MailSettings settings, Clock clock, PollingLoop sending) {
        return new ComposingMessages(messages, settings.retention(), clock, sending::wake);
    }

    @Bean
    ScheduledMessages scheduledMessages(NewMessages messages, PollingLoop sending) {
        return new ScheduledMessages(messages, sending::wake);
    }

    @Bean
    PollingLoop announcingAccessEnds(AnnouncingAccessEnds announcing, WorkReports reports) {
        return new PollingLoop(
                "announcing access ends",
                SCHEDULED_EVERY,
                progress -> announcing.run(progress).thenReturn(false),
                reports);
    }

    @Bean
    PollingLoop reminding(RemindingInvitees reminding, WorkReports reports) {
        return new PollingLoop(
                "reminding",
                SCHEDULED_EVERY,
                progress -> reminding.run(progress).thenReturn(false),
                reports);
    }

    @Bean
    ReleasingWaitingMails releasing(WaitingMails waiting, PollingLoop sending) {
        return new ReleasingWaitingMails(waiting, sending::wake);
    }

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> mailEvents(
            ConsumerFactory<byte[], byte[]> consumers,
            MailEventsListener listener,
            @Value("${usher.composing.consumers}") int concurrency) {
        ContainerProperties settings = new ContainerProperties(
                Topic.INVITATIONS.topicName(),
                Topic.INVITEES.topicName(),
                Topic.ACCEPTANCES_DECIDED.topicName(),
                Topic.MEMBERS_REQUESTED.topicName(),
                Topic.MEMBERS.topicName(),
                Topic.ACCOUNTS.topicName(),
                Topic.EMAILS_REQUESTED.topicName());
        settings.setGroupId(GROUP);
        settings.setAckMode(AckMode.BATCH);
        settings.setMessageListener(listener);
        settings.setAuthExceptionRetryInterval(REFUSED_BY_BROKER);
        settings.setMissingTopicsFatal(false);
        ConcurrentMessageListenerContainer<byte[], byte[]> container =
                new ConcurrentMessageListenerContainer<>(consumers, settings);
        container.setConcurrency(concurrency);
        container.setCommonErrorHandler(retryingForever());
        return container;
    }

    @Bean
    ConsumedPartitions mailEventPartitions(
            ConcurrentMessageListenerContainer<byte[], byte[]> mailEvents, Admin brokerAdmin) {
        String group = requireNonNull(mailEvents.getContainerProperties().getGroupId());
        return new ConsumedPartitions(
                group,
                Mono.fromCompletionStage(() -> brokerAdmin
                                .listConsumerGroupOffsets(
                                        group,
                                        new ListConsumerGroupOffsetsOptions()
                                                .timeoutMs(Math.toIntExact(COMMITTED_WITHIN.toMillis())))
                                .partitionsToOffsetAndMetadata()
                                .toCompletionStage())
                        .timeout(COMMITTED_WITHIN)
                        .map(committed -> assigned(mailEvents, committed))
                        .flatMap(next -> fromTheBeginning(mailEvents, next, brokerAdmin)));
    }

    private static Map<TopicPartition, Long> assigned(
            ConcurrentMessageListenerContainer<byte[], byte[]> mailEvents,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> next = new HashMap<>();
        for (TopicPartition partition : mailEvents.getAssignedPartitions()) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset != null) {
                next.put(partition, offset.offset());
            }
        }
        return next;
    }

    /** Of partitions of which nothing was ever committed, everything is still to be consumed. */
    private static Mono<Map<TopicPartition, Long>> fromTheBeginning(
            ConcurrentMessageListenerContainer<byte[], byte[]> mailEvents,
            Map<TopicPartition, Long> committed,
            Admin brokerAdmin) {
        Map<TopicPartition, OffsetSpec> others = new HashMap<>();
        for (TopicPartition partition : mailEvents.getAssignedPartitions()) {
            if (!committed.containsKey(partition)) {
                others.put(partition, OffsetSpec.earliest());
            }
        }
        return others.isEmpty()
                ? Mono.just(committed)
                : Mono.fromCompletionStage(
                                () -> brokerAdmin.listOffsets(others).all().toCompletionStage())
                        .timeout(COMMITTED_WITHIN)
                        .map(beginnings -> {
                            Map<TopicPartition, Long> next = new HashMap<>(committed);
                            beginnings.forEach((partition, beginning) -> next.put(partition, beginning.offset()));
                            return next;
                        });
    }

    /** The one layer of retries: seeks back and repeats the batch until it succeeds, whatever the failure. */
    private static CommonErrorHandler retryingForever() {
        ExponentialBackOff backOff = new ExponentialBackOff(SHORTEST_BACKOFF.toMillis(), 2);
        backOff.setMaxInterval(LONGEST_BACKOFF.toMillis());
        backOff.setJitter(SHORTEST_BACKOFF.toMillis() / 2);
        DefaultErrorHandler handler = new DefaultErrorHandler(
                (consumed, failure) -> {
                    throw new IllegalStateException(
                            "record given up: " + consumed.offset() + " (expected never)", failure);
                },
                backOff);
        handler.setClassifications(Map.of(), true);
        return handler;
    }
}
