package io.usher.api;

import com.github.f4b6a3.uuid.alt.GUID;
import io.usher.runtime.BrokerConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The API as a program. Its defaults are in {@code usher-api.yml}, so that it can share a class path with others. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@Import(BrokerConfiguration.class)
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

    /** Network threads of its own: a program that ends beside others in one JVM must not end theirs. */
    @Bean
    ReactorResourceFactory networkThreads() {
        ReactorResourceFactory threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        threads.setShutdownQuietPeriod(Duration.ZERO);
        return threads;
    }

    /**
     * Each request is served in a turn of its own of the connection's event loop. Reactor Netty stops reading a
     * connection when a request that came before the answer to the last one is answered at once (reactor-netty #4361).
     */
    @Bean
    NettyServerCustomizer inTurnsOfTheirOwn() {
        return server -> server.mapHandle((answered, connection) -> Mono.defer(() -> answered)
                .subscribeOn(Schedulers.fromExecutor(connection.channel().eventLoop())));
    }

    /** UUIDv7: new rows go to the end of their index, and ids sort by time. Without a lock that event loops would share. */
    @Bean
    Supplier<UUID> ids() {
        return () -> GUID.v7().toUUID();
    }
}
