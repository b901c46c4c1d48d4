package io.usher.api.http.security;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/** Paths as handlers match them. Spring Security's own matcher is the same in some ten operators for each request. */
record Paths(List<PathPattern> patterns) implements ServerWebExchangeMatcher {

    static final Paths API = of("/api/**");

    static Paths of(String... patterns) {
        return new Paths(Stream.of(patterns)
                .map(PathPatternParser.defaultInstance::parse)
                .toList());
    }

    boolean contain(ServerWebExchange exchange) {
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        for (PathPattern pattern : patterns) {
            if (pattern.matches(path)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Mono<MatchResult> matches(ServerWebExchange exchange) {
        return contain(exchange) ? MatchResult.match() : MatchResult.notMatch();
    }
}
