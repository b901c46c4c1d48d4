package io.usher.notifier;

import io.usher.runtime.BrokerConfiguration;
import io.usher.runtime.PublishingConfiguration;
import io.usher.runtime.outbox.OutboxConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The notifier worker. Any number of instances may run on one database and one Kafka cluster. */
// Templates are for mails here, not for pages: see ThymeleafLetters.
@SpringBootApplication(proxyBeanMethods = false, exclude = ThymeleafAutoConfiguration.class)
@ConfigurationPropertiesScan
@Import({BrokerConfiguration.class, PublishingConfiguration.class, OutboxConfiguration.class})
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
}
