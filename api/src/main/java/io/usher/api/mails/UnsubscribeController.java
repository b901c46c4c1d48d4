package io.usher.api.mails;

import io.github.bucket4j.TimeMeter;
import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.http.security.Limits;
import io.usher.api.http.security.RateLimit;
import io.usher.api.mails.Unsubscribing.Subscription;
import io.usher.api.pages.PageRendering;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The page behind the link in a mail that ends such mails, and what mail programs do with it themselves (RFC 8058): they send
 * the form of the page, without cookies, and are not led elsewhere.
 */
@Hidden
@RestController
class UnsubscribeController {

    private final Unsubscribing unsubscribing;
    private final PageRendering pages;
    private final RateLimit<String> unknownLinks;

    UnsubscribeController(Unsubscribing unsubscribing, PageRendering pages, LimitSettings limits) {
        this.unsubscribing = unsubscribing;
        this.pages = pages;
        this.unknownLinks = new RateLimit<>(limits.unknownCode(), TimeMeter.SYSTEM_NANOTIME);
    }

    @GetMapping("/unsubscribe/{token}")
    Mono<ResponseEntity<String>> open(@PathVariable("token") String token, ServerWebExchange exchange) {
        return answer(
                exchange,
                unsubscribing.open(token),
                subscription -> subscription.over() ? done() : ask(token, subscription));
    }

    @PostMapping("/unsubscribe/{token}")
    Mono<ResponseEntity<String>> end(@PathVariable("token") String token, ServerWebExchange exchange) {
        return answer(exchange, unsubscribing.end(token), ended -> done());
    }

    private Mono<ResponseEntity<String>> answer(
            ServerWebExchange exchange,
            Mono<Subscription> subscription,
            Function<Subscription, Mono<ResponseEntity<String>>> page) {
        return pages.orRefusal(subscription.flatMap(page).switchIfEmpty(Mono.defer(() -> {
            unknownLinks.take(Limits.network(exchange), "Too many unknown links from this address.");
            return pages.notice(HttpStatus.NOT_FOUND, "unsubscribe.unknown", "/sign-in", "sign-in.button");
        })));
    }

    private Mono<ResponseEntity<String>> ask(String token, Subscription subscription) {
        return pages.page(
                HttpStatus.OK,
                "unsubscribe",
                Map.of(
                        "token",
                        token,
                        "email",
                        subscription.of().address(),
                        "organization",
                        subscription.organization()));
    }

    private Mono<ResponseEntity<String>> done() {
        return pages.notice(HttpStatus.OK, "unsubscribed", "/sign-in", "sign-in.button");
    }
}
