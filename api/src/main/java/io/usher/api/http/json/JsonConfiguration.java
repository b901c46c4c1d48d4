package io.usher.api.http.json;

import io.usher.api.http.uploads.UploadSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    private static final String HANDLER = "usher.bodyDeadline";

    @Bean
    NettyServerCustomizer bodiesInTime(Configured configured, UploadSettings uploads) {
        return server -> server.doOnChannelInit((observer, channel, address) -> channel.pipeline()
                .addBefore(
                        NettyPipeline.HttpTrafficHandler,
                        HANDLER,
                        new BodyDeadline(configured.bodyWithin(), uploads.within())));
    }

    /** After the decoder that it replaces. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    CodecCustomizer bodiesInUtf8(JsonMapper json) {
        return codecs -> codecs.defaultCodecs().jacksonJsonDecoder(new Utf8Json(json));
    }

    /**
     * What is configured of it.
     *
     * @param bodyWithin {@code usher.body-within}: how long a body may take to arrive
     */
    @ConfigurationProperties("usher")
    record Configured(Duration bodyWithin) {}
}
