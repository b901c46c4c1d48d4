package io.usher.acceptance.erasing.kafka;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** Sets up the container of requests to erase people. */
@Configuration(proxyBeanMethods = false)
class ErasingConfiguration {

    static final String REPORTED_BY_ITS_OWNER = "reportedByItsOwner";

    /** @param listener not there yet: it is made with this */
    @Bean(REPORTED_BY_ITS_OWNER)
    ContainerPostProcessor<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> reportedByItsOwner(
            ObjectProvider<ErasureListener> listener) {
        return container -> container
                .getContainerProperties()
                .setConsumerRebalanceListener(listener.getObject().rebalances());
    }
}
