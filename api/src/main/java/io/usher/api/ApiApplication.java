package io.usher.api;

import com.github.f4b6a3.uuid.alt.GUID;
import io.usher.runtime.BrokerConfiguration;
import io.usher.runtime.links.LinkConfiguration;
import io.usher.runtime.outbox.OutboxConfiguration;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkHealth;
import io.usher.runtime.stalls.StallConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** The API as a program. Its defaults are in {@code usher-api.yml}, so that it can share a class path with others. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@Import({BrokerConfiguration.class, OutboxConfiguration.class, LinkConfiguration.class, StallConfiguration.class})
public class ApiApplication {

    public static void main(String[] arguments) {
        var unused = application().run(arguments);
    }

    /** The program, configured and not yet running; for those who run it beside others. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ApiApplication.class)
                .properties("spring.config.name=application,usher-api");
    }

    /** Milliseconds: what is stored, answered and published is then the same instant everywhere. */
    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    /**
     * Network threads of its own: a program that ends beside others in one JVM must not end theirs. One of them accepts
     * connections and does nothing else: an event loop that also serves accepts a few in each turn, and in a rush new
     * callers would wait behind all that those have asked who came before.
     */
    @Bean
    ReactorResourceFactory networkThreads() {
        ReactorResourceFactory threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        threads.setLoopResourcesSupplier(
                () -> LoopResources.create("usher-http", 1, LoopResources.DEFAULT_IO_WORKER_COUNT, true));
        threads.setShutdownQuietPeriod(Duration.ZERO);
        return threads;
    }

    /** UUIDv7: new rows go to the end of their index, and ids sort by time. Without a lock that event loops would share. */
    @Bean
    Supplier<UUID> ids() {
        return () -> GUID.v7().toUUID();
    }

    @Bean
    WorkHealth workHealthIndicator(List<PollingLoop> loops) {
        return new WorkHealth(loops, Map.of());
    }
}
