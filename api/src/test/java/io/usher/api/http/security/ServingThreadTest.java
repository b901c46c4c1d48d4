package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class ServingThreadTest {

    private final Scheduler eventLoop = Schedulers.newSingle("event-loop");

    @AfterEach
    void stop() {
        eventLoop.dispose();
    }

    @Test
    void whatFollowsWorkElsewhereIsDoneOnTheEventLoopOfTheRequest() {
        assertThat(threadAfterWorkElsewhere()
                        .contextWrite(context -> ServingThread.in(context, eventLoop))
                        .block())
                .startsWith("event-loop-");
    }

    @Test
    void withoutARequestItIsDoneOnAThreadOfReactors() {
        assertThat(threadAfterWorkElsewhere().block()).startsWith("parallel-");
    }

    private static Mono<String> threadAfterWorkElsewhere() {
        return ServingThread.back(Mono.just(1).publishOn(Schedulers.boundedElastic()))
                .map(done -> Thread.currentThread().getName());
    }
}
