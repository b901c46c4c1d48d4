package io.usher.api.http.security;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** The event loop that a request is served on. What goes on elsewhere comes back to it at once, not by way of another thread. */
public final class ServingThread {

    private static final String KEY = ServingThread.class.getName();

    private ServingThread() {}

    static Context in(Context context, Scheduler eventLoop) {
        return context.put(KEY, eventLoop);
    }

    /** Has what comes after it done on the event loop of the request, or if there is none on a thread of Reactor's. */
    public static <T> Mono<T> back(Mono<T> elsewhere) {
        return Mono.deferContextual(context -> {
            Scheduler eventLoop = context.getOrDefault(KEY, null);
            return elsewhere.publishOn(eventLoop == null ? Schedulers.parallel() : eventLoop);
        });
    }
}
