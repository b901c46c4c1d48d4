package io.usher.api.http.problem;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Nobody waits without end for the beginning of an answer, whatever falls silent behind it: the request then ends like
 * one in an outage. Answers that have begun, such as streams, go on.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AnsweringInTime implements WebFilter {

    private final Duration within;

    AnsweringInTime(Configured configured) {
        this.within = configured.answerWithin();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Mono<Void> late = Mono.delay(within)
                .flatMap(now -> exchange.getResponse().isCommitted()
                        ? Mono.never()
                        : Mono.error(new TimeoutException("no answer within " + within.toMillis() + " ms")));
        return Mono.firstWithSignal(chain.filter(exchange), late);
    }

    /**
     * What is configured of it.
     *
     * @param answerWithin {@code usher.answer-within}; longer than anybody may wait for a decision, which is 30 s
     */
    @ConfigurationProperties("usher")
    record Configured(Duration answerWithin) {}
}
