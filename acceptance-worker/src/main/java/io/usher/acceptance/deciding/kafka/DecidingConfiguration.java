package io.usher.acceptance.deciding.kafka;

import io.usher.runtime.stalls.ConsumedPartitions;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;
import reactor.core.publisher.Mono;

/** Sets up the container of the commands. */
@Configuration(proxyBeanMethods = false)
class DecidingConfiguration {

    static final String ONE_PARTITION_PER_BATCH = "onePartitionPerBatch";

    /**
     * For the container of the commands alone: no other topic has positions in the database.
     *
     * @param positions do not exist yet when this is called
     */
    @Bean(ONE_PARTITION_PER_BATCH)
    ContainerPostProcessor<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> onePartitionPerBatch(
            ObjectProvider<PartitionPositions> positions) {
        return container -> {
            container.getContainerProperties().setSubBatchPerPartition(true);
            container
                    .getContainerProperties()
                    .setConsumerRebalanceListener(new CommandRebalances(positions.getObject()));
        };
    }

    @Bean
    ConsumedPartitions undecidedPartitions(
            PartitionPositions positions, @Value("${spring.kafka.consumer.group-id}") String group) {
        return new ConsumedPartitions(group, Mono.fromSupplier(positions::undecided));
    }

    /** A failed batch is retried until it succeeds: the partition is stalled meanwhile, and nothing is skipped. */
    @Bean
    CommonErrorHandler tryingAgain(DecidingSettings settings) {
        ExponentialBackOff backOff =
                new ExponentialBackOff(settings.retryAtFirst().toMillis(), 2.0);
        backOff.setMaxInterval(settings.retryAtMost().toMillis());
        DefaultErrorHandler handler = new DefaultErrorHandler(backOff);
        handler.setClassifications(Map.of(), true);
        handler.setRetryListeners(new StalledPartitionLog());
        return handler;
    }
}
