package io.usher.api.http.problem;

import io.usher.api.http.uploads.UploadSettings;
import io.usher.api.http.uploads.Uploads;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Nobody waits without end for the beginning of an answer, whatever falls silent behind it: the request then ends like
 * one in an outage. Files have the time that they may be on their way besides. Answers that have begun, such as streams, go on.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AnsweringInTime implements WebFilter {

    private final Duration within;
    private final Duration uploadWithin;

    AnsweringInTime(Configured configured, UploadSettings uploads) {
        this.within = configured.answerWithin();
        this.uploadWithin = uploads.within().plus(within);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        Duration patience =
                Uploads.isOne(request.getMethod().name(), request.getPath().value()) ? uploadWithin : within;
        Mono<Void> late = Mono.delay(patience)
                .flatMap(now -> exchange.getResponse().isCommitted()
                        ? Mono.never()
                        : Mono.error(new TimeoutException("no answer within " + patience.toMillis() + " ms")));
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
