package io.usher.api.http.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.runtime.Outage;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KeyCacheConfiguration {

    private static final Duration USED_KEYS_UPDATED_EVERY = Duration.ofSeconds(1);

    @Bean
    RecentKeys recentKeys(ApiKeys stored, AccessSettings settings, MeterRegistry registry) {
        Counter unconfirmed = Counter.builder("usher.api.keys.unconfirmed")
                .description("Keys that stayed valid although the database could not confirm them")
                .register(registry);
        return new RecentKeys(stored::find, settings.keysWithoutDatabase(), unconfirmed, Ticker.systemTicker());
    }

    @Bean
    PollingLoop updatingUsedKeys(UsedKeys used, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "updating used keys",
                USED_KEYS_UPDATED_EVERY,
                progress -> used.update().thenReturn(false),
                new WorkReports(Outage::isBehind, clock, meters));
    }
}
