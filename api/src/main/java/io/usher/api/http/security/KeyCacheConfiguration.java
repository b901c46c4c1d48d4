package io.usher.api.http.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KeyCacheConfiguration {

    @Bean
    RecentKeys recentKeys(ApiKeys stored, AccessSettings settings, MeterRegistry registry) {
        Counter unconfirmed = Counter.builder("usher.api.keys.unconfirmed")
                .description("Keys that stayed valid although the database could not confirm them")
                .register(registry);
        return new RecentKeys(stored::find, settings.keysWithoutDatabase(), unconfirmed, Ticker.systemTicker());
    }
}
