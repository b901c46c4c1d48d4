package io.usher.api.http.security;

import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Where the request came from that is being served: the client's network, as its limit is counted. */
public final class RequestOrigin {

    private static final String KEY = RequestOrigin.class.getName();

    private RequestOrigin() {}

    static Context in(Context context, ServerWebExchange exchange) {
        return context.put(KEY, Limits.network(exchange));
    }

    /** Empty if no request is being served. */
    public static Mono<String> current() {
        return Mono.deferContextual(context -> Mono.justOrEmpty(context.<String>getOrEmpty(KEY)));
    }
}
