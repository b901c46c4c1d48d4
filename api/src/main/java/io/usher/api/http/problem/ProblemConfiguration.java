package io.usher.api.http.problem;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ProblemConfiguration {

    private static final String HANDLER = "usher.emptyRefusals";

    @Bean
    NettyServerCustomizer problemsForEmptyRefusals(JsonMapper json) {
        EmptyRefusals problems = new EmptyRefusals(json);
        return server -> server.doOnChannelInit((observer, channel, address) ->
                channel.pipeline().addAfter(NettyPipeline.HttpCodec, HANDLER, problems));
    }
}
