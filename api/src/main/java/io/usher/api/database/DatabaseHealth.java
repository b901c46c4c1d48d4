package io.usher.api.database;

import io.r2dbc.spi.ConnectionFactory;
import io.usher.runtime.SharedHealth;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.r2dbc.health.ConnectionFactoryHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes the place of Spring's indicator, which asks the database whenever it is asked. */
@Configuration(proxyBeanMethods = false)
class DatabaseHealth {

    @Bean
    ReactiveHealthIndicator r2dbcHealthIndicator(ConnectionFactory connections) {
        return new SharedHealth(new ConnectionFactoryHealthIndicator(connections));
    }
}
