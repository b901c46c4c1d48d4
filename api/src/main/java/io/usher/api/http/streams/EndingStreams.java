package io.usher.api.http.streams;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Ends a stream with its request, however that ends, and with its connection. Spring's {@code ChannelSendOperator} takes
 * the first element to see whether there is one; if the connection is closed by then, the server fails without subscribing
 * to the rest, and nobody cancels it: a stream without end would be held forever. Of some ten thousands of connections that
 * are closed at that moment, the server does not even end the request of one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class EndingStreams implements WebFilter {

    private final Function<ServerHttpRequest, Mono<Void>> closing;

    @Autowired
    EndingStreams() {
        this(EndingStreams::closed);
    }

    /** @param closing what completes once the connection of a request is closed */
    EndingStreams(Function<ServerHttpRequest, Mono<Void>> closing) {
        this.closing = closing;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Sinks.Empty<Void> end = Sinks.empty();
        Mono<Void> closed = Mono.defer(() -> closing.apply(exchange.getRequest()));
        ServerHttpResponse response =
                new EndedResponse(exchange.getResponse(), Mono.firstWithSignal(end.asMono(), closed));
        return chain.filter(exchange.mutate().response(response).build()).doFinally(signal -> end(end));
    }

    private static Mono<Void> closed(ServerHttpRequest request) {
        HttpServerRequest served = ServerHttpRequestDecorator.getNativeRequest(request);
        return Mono.<Connection>create(held -> served.withConnection(held::success))
                .flatMap(Connection::onDispose);
    }

    private static void end(Sinks.Empty<Void> end) {
        // Nobody else emits to it.
        var unused = end.tryEmitEmpty();
    }

    private static final class EndedResponse extends ServerHttpResponseDecorator {

        private final Mono<Void> end;

        private EndedResponse(ServerHttpResponse delegate, Mono<Void> end) {
            super(delegate);
            this.end = end;
        }

        @Override
        @SuppressWarnings("NestedPublishers") // Spring's form of what is flushed together.
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return super.writeAndFlushWith(Flux.from(body).takeUntilOther(end));
        }
    }
}
