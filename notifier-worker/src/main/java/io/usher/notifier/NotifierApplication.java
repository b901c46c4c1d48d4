package io.usher.notifier;

import com.github.f4b6a3.uuid.UuidCreator;
import io.usher.runtime.BrokerConfiguration;
import io.usher.runtime.PublishingConfiguration;
import io.usher.runtime.links.LinkConfiguration;
import io.usher.runtime.outbox.OutboxConfiguration;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkHealth;
import io.usher.runtime.stalls.StallConfiguration;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** The notifier worker. Any number of instances may run on one database and one Kafka cluster. */
// Templates are for mails here, not for pages: see MailTemplates.
@SpringBootApplication(proxyBeanMethods = false, exclude = ThymeleafAutoConfiguration.class)
@ConfigurationPropertiesScan
@Import({
    BrokerConfiguration.class,
    PublishingConfiguration.class,
    OutboxConfiguration.class,
    LinkConfiguration.class,
    StallConfiguration.class
})
public class NotifierApplication {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The program with the settings of {@code usher-notifier-worker.yml}, which Spring's usual sources override. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(NotifierApplication.class)
                .web(WebApplicationType.REACTIVE)
                .properties("spring.config.name=application,usher-notifier-worker");
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** UUIDv7: new rows go to the end of their index. */
    @Bean
    Supplier<UUID> ids() {
        return UuidCreator::getTimeOrderedEpoch;
    }

    @Bean
    WorkHealth workHealthIndicator(
            AbstractMessageListenerContainer<byte[], byte[]> mailEvents, List<PollingLoop> loops) {
        return new WorkHealth(
                loops, Map.of("consuming", () -> mailEvents.isRunning() && mailEvents.isInExpectedState()));
    }
}
