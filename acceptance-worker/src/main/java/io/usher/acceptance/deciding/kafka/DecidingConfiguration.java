package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.Announcements;
import io.usher.acceptance.deciding.DecidingAcceptances;
import io.usher.acceptance.deciding.Ledger;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** Puts the use case between its two technologies. */
@Configuration(proxyBeanMethods = false)
class DecidingConfiguration {

    @Bean
    DecidingAcceptances decidingAcceptances(Ledger ledger, Announcements announcements, Clock clock) {
        return new DecidingAcceptances(ledger, announcements, clock);
    }

    @Bean
    ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> onePartitionPerBatch(
            RequestListener listener) {
        return container -> {
            container.getContainerProperties().setSubBatchPerPartition(true);
            container.getContainerProperties().setConsumerRebalanceListener(listener);
        };
    }

    /** A batch is tried again until it works: the partition stands still, it never skips. */
    @Bean
    CommonErrorHandler tryingAgain(DecidingSettings settings) {
        ExponentialBackOff backOff =
                new ExponentialBackOff(settings.retryAtFirst().toMillis(), 2.0);
        backOff.setMaxInterval(settings.retryAtMost().toMillis());
        DefaultErrorHandler handler = new DefaultErrorHandler(backOff);
        handler.setClassifications(Map.of(), true);
        handler.setRetryListeners(new SayingWhatStands());
        return handler;
    }
}
