package io.usher.api.http.streams;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.channel.AbortedException;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

@SuppressWarnings("NestedPublishers") // Spring's form of what is flushed together.
class EndingStreamsTest {

    private final MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
    private final TestPublisher<Flux<DataBuffer>> stream = TestPublisher.create();
    private final Sinks.Empty<Void> connection = Sinks.empty();
    private final WebFilterChain writing = inner -> inner.getResponse().writeAndFlushWith(stream);

    @Test
    void aStreamWhoseConnectionIsClosedBeforeTheFirstWriteIsCancelled() {
        exchange.getResponse().setWriteHandler(body -> Mono.error(AbortedException.beforeSend()));
        StepVerifier.create(new EndingStreams(request -> connection.asMono()).filter(exchange, writing))
                .then(() -> stream.next(Flux.empty()))
                .verifyError(AbortedException.class);
        stream.assertCancelled();
    }

    @Test
    void aStreamWhoseRequestIsCancelledIsCancelled() {
        exchange.getResponse().setWriteHandler(body -> Mono.never());
        StepVerifier.create(new EndingStreams(request -> connection.asMono()).filter(exchange, writing))
                .then(() -> stream.next(Flux.empty()))
                .thenCancel()
                .verify();
        stream.assertCancelled();
    }

    @Test
    void aStreamWhoseConnectionIsClosedIsCancelledThoughItsRequestDoesNotEnd() {
        exchange.getResponse().setWriteHandler(body -> Mono.never());
        StepVerifier.create(new EndingStreams(request -> connection.asMono()).filter(exchange, writing))
                .then(() -> stream.next(Flux.empty()))
                .then(stream::assertNotCancelled)
                .then(connection::tryEmitEmpty)
                .then(stream::assertCancelled)
                .thenCancel()
                .verify();
    }

    @Test
    void aStreamGoesOnUntilItsOwnEnd() {
        StepVerifier.create(new EndingStreams(request -> connection.asMono()).filter(exchange, writing))
                .then(() -> stream.next(Flux.empty(), Flux.empty()))
                .then(stream::assertNotCancelled)
                .then(stream::complete)
                .verifyComplete();
        stream.assertNotCancelled();
    }
}
