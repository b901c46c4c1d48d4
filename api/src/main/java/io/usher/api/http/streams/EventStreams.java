package io.usher.api.http.streams;

import io.usher.api.http.security.Caller;
import io.usher.api.http.security.LiveCallers;
import java.time.Duration;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Streams of events as they are sent: kept alive by comments, and for no longer than the reader may read them. */
@Component
public final class EventStreams {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final LiveCallers callers;

    EventStreams(LiveCallers callers) {
        this.callers = callers;
    }

    /** The events, and a comment every 15 seconds until they end; both end when the caller's rights do. */
    public <T> Flux<ServerSentEvent<T>> to(Caller caller, Flux<ServerSentEvent<T>> events, String comment) {
        return events.publish(shared ->
                        Flux.merge(shared, EventStreams.<T>comments(comment).takeUntilOther(shared.ignoreElements())))
                .takeUntilOther(callers.over(caller));
    }

    private static <T> Flux<ServerSentEvent<T>> comments(String comment) {
        return Flux.interval(INTERVAL)
                .onBackpressureDrop()
                .map(tick -> ServerSentEvent.<T>builder().comment(comment).build());
    }
}
