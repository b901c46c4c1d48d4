package io.usher.api.http.openapi;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Serves what is read from files of the class path on threads that may wait for a disk: pages, their assets, and the
 * OpenAPI document, which springdoc makes when it is asked for first.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FilesOffTheEventLoop implements WebFilter {

    private static final List<PathPattern> FILES = Stream.of(
                    "/v3/api-docs/**", "/v3/api-docs.yaml", "/docs/**", "/swagger-ui/**", "/webjars/**")
            .map(PathPatternParser.defaultInstance::parse)
            .toList();

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        return FILES.stream().anyMatch(pattern -> pattern.matches(path))
                ? chain.filter(exchange).subscribeOn(Schedulers.boundedElastic())
                : chain.filter(exchange);
    }
}
