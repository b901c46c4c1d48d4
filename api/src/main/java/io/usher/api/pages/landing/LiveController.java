package io.usher.api.pages.landing;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.security.Limits;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What changes of an invitation's page while somebody looks at it; the same for everybody. */
@Hidden
@RestController
class LiveController {

    private static final CacheControl FOR_A_MOMENT =
            CacheControl.maxAge(Duration.ofSeconds(2)).cachePublic();

    private final LandingPages pages;
    private final LiveInvitations live;

    LiveController(LandingPages pages, LiveInvitations live) {
        this.pages = pages;
        this.live = live;
    }

    @GetMapping(path = "/i/{code}/seats", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<LiveSeats>> seats(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.seats(code, Limits.network(exchange))
                .map(seats -> ResponseEntity.ok().cacheControl(FOR_A_MOMENT).body(seats))
                .defaultIfEmpty(ResponseEntity.notFound().build());
    }

    /** 204 if there is no room for another stream: then browsers do not come back, and the page asks for the seats. */
    @GetMapping("/i/{code}/live")
    Mono<Void> live(@PathVariable("code") String code, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        return pages.seats(code, Limits.network(exchange))
                .map(seats -> true)
                .defaultIfEmpty(false)
                .flatMap(known -> known ? follow(code, response) : empty(response, HttpStatus.NOT_FOUND));
    }

    private Mono<Void> follow(String code, ServerHttpResponse response) {
        return live.follow(code)
                .map(texts -> write(texts, response))
                .orElseGet(() -> empty(response, HttpStatus.NO_CONTENT));
    }

    @SuppressWarnings("NestedPublishers") // Spring's form of what is flushed together.
    private static Mono<Void> write(Flux<byte[]> texts, ServerHttpResponse response) {
        response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
        response.getHeaders().setCacheControl(CacheControl.noStore());
        return response.writeAndFlushWith(
                texts.map(text -> Mono.just(response.bufferFactory().wrap(text))));
    }

    private static Mono<Void> empty(ServerHttpResponse response, HttpStatus status) {
        response.setStatusCode(status);
        return response.setComplete();
    }
}
