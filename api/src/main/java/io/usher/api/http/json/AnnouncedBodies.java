package io.usher.api.http.json;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.uploads.UploadSettings;
import io.usher.api.http.uploads.Uploads;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses bodies by what is said of them, before any of it is read: those that are too large, and encoded ones. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AnnouncedBodies implements WebFilter {

    private static final String IDENTITY = "identity";

    private final Configured configured;
    private final UploadSettings uploads;

    AnnouncedBodies(Configured configured, UploadSettings uploads) {
        this.configured = configured;
        this.uploads = uploads;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        Refusal tooLarge = tooLarge(exchange.getRequest(), headers.getContentLength());
        if (tooLarge != null) {
            return Mono.error(tooLarge);
        }
        String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.strip().toLowerCase(Locale.ROOT).equals(IDENTITY)) {
            exchange.getResponse().getHeaders().set(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
            return Mono.error(
                    Refusal.unsupported("unsupported-encoding", "Bodies are taken without Content-Encoding."));
        }
        return chain.filter(exchange);
    }

    private @Nullable Refusal tooLarge(ServerHttpRequest request, long length) {
        if (Uploads.isOne(request.getMethod().name(), request.getPath().value())) {
            return length > uploads.largest().toBytes() ? Refusal.tooLarge(uploads.largest()) : null;
        }
        return length > configured.maxInMemorySize().toBytes() ? Refusal.tooLarge() : null;
    }

    /**
     * What is configured of it.
     *
     * @param maxInMemorySize {@code spring.http.codecs.max-in-memory-size}: the largest body that is read
     */
    @ConfigurationProperties("spring.http.codecs")
    record Configured(DataSize maxInMemorySize) {}
}
