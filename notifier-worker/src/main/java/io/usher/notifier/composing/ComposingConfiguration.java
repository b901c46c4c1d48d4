package io.usher.notifier.composing;

import io.usher.contract.kafka.Topic;
import io.usher.notifier.sending.MailSettings;
import io.usher.runtime.polling.PollingLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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

@Configuration(proxyBeanMethods = false)
@Import({R2dbcNewMessages.class, MailEventsListener.class})
class ComposingConfiguration {

    private static final String GROUP = "usher-notifier-worker";
    private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    private static final Duration REFUSED_BY_BROKER = Duration.ofSeconds(5);

    /** New messages wake the senders: they do not wait for the next poll. */
    @Bean
    ComposingMessages composing(NewMessages messages, MailSettings settings, Clock clock, PollingLoop sending) {
        return new ComposingMessages(messages, settings.retention(), clock, sending::wake);
    }

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> mailEvents(
            ConsumerFactory<byte[], byte[]> consumers,
            MailEventsListener listener,
            @Value("${usher.composing.consumers}") int concurrency) {
        ContainerProperties settings = new ContainerProperties(
                // No mail is sent for invitation events; unreadable records on their topic are set aside here.
                Topic.INVITATIONS.topicName(),
                Topic.INVITEES.topicName(),
                Topic.ACCEPTANCES_DECIDED.topicName(),
                Topic.MEMBERS_REQUESTED.topicName());
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
