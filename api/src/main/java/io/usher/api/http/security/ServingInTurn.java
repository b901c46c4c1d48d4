package io.usher.api.http.security;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.ProblemBody;
import io.usher.api.http.problem.ProblemRendering;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.RefusedPages;
import java.time.Duration;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves each request in a turn of its own of its connection's event loop, in the order of their arrival. Reactor Netty
 * stops reading a connection when a request that came before the answer to the last one is answered at once (reactor-netty
 * #4361).
 *
 * <p>A program that is asked for more than it can do falls behind with these turns. A request whose turn comes too late is
 * answered 503 without any other work, so that the queue grows no longer; under a steady overload whoever is served waits
 * almost that long. What watches over the program is always served, in its turn. Counted from when the event loop has
 * read the request: what waits in the socket is not seen.
 */
@Component
final class ServingInTurn implements NettyServerCustomizer {

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(2);

    private static final Problem OVERLOADED = Problem.of(Refusal.unavailable(
            "overloaded", "More is asked for than can be served. It had no effect; try again.", TRY_AGAIN_AFTER));

    private final long within;
    private final Counter refused;
    private final byte[] document;
    private final Map<Locale, byte[]> pages;
    private final LongSupplier nanoTime;

    @Autowired
    ServingInTurn(LimitSettings limits, MeterRegistry registry, JsonMapper json, RefusedPages pages) {
        this(limits.turnWithin(), registry, json, pages.inEveryLanguage(OVERLOADED), System::nanoTime);
    }

    ServingInTurn(
            Duration within,
            MeterRegistry registry,
            JsonMapper json,
            Map<Locale, byte[]> pages,
            LongSupplier nanoTime) {
        this.within = within.toNanos();
        this.refused = Counter.builder("usher.api.requests.overloaded")
                .description("Requests that were refused because they had waited too long to be served")
                .register(registry);
        this.pages = pages;
        this.document = json.writeValueAsBytes(ProblemBody.from(OVERLOADED));
        this.nanoTime = nanoTime;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.mapHandle(this::inTurn);
    }

    private Mono<Void> inTurn(Mono<Void> served, Connection connection) {
        long arrived = nanoTime.getAsLong();
        // As a plain executor: as a service it would make a future of each task.
        Scheduler eventLoop = Schedulers.fromExecutor(connection.channel().eventLoop()::execute);
        return Mono.defer(() -> nanoTime.getAsLong() - arrived > within && isAsked(connection)
                        ? refuse((HttpServerRequest) connection, (HttpServerResponse) connection)
                        : served)
                .subscribeOn(eventLoop)
                .contextWrite(context -> ServingThread.in(context, eventLoop));
    }

    /** Each request is a connection's, for as long as it lasts. */
    private static boolean isAsked(Connection connection) {
        return !((HttpServerRequest) connection).uri().startsWith("/actuator/");
    }

    private Mono<Void> refuse(HttpServerRequest request, HttpServerResponse response) {
        refused.increment();
        response.status(OVERLOADED.status()).header(HttpHeaders.RETRY_AFTER, "" + TRY_AGAIN_AFTER.toSeconds());
        if (!ProblemRendering.isOfPerson(request.uri(), request.requestHeaders().get(HttpHeaders.ACCEPT))) {
            return send(response, MediaType.APPLICATION_PROBLEM_JSON_VALUE, document);
        }
        HttpHeaders ofPage = new HttpHeaders();
        PageHeaders.set(ofPage);
        ofPage.setCacheControl(CacheControl.noStore());
        ofPage.forEach((name, values) -> values.forEach(value -> response.header(name, value)));
        return send(
                response,
                "text/html;charset=UTF-8",
                page(request.requestHeaders().get(HttpHeaders.ACCEPT_LANGUAGE)));
    }

    private static Mono<Void> send(HttpServerResponse response, String type, byte[] body) {
        return response.header(HttpHeaders.CONTENT_TYPE, type)
                .header(HttpHeaders.CONTENT_LENGTH, "" + body.length)
                .sendByteArray(Mono.just(body))
                .then();
    }

    /** @param accepted what the browser says of languages; null = nothing */
    private byte[] page(@Nullable String accepted) {
        return requireNonNull(pages.get(language(accepted)));
    }

    private Locale language(@Nullable String accepted) {
        try {
            Locale found = accepted == null ? null : Locale.lookup(LanguageRange.parse(accepted), pages.keySet());
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException unreadable) {
            return Locale.ENGLISH;
        }
    }
}
