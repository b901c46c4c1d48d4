package io.usher.api.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Ticker;
import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.http.security.Limits;
import io.usher.api.http.security.RateLimit;
import io.usher.api.mails.Unsubscribing;
import io.usher.api.mails.Unsubscribing.Subscription;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
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

    /** The field as both kinds of forms have it; in one with parts there may be lines between its name and its value. */
    private static final Pattern ONE_CLICK =
            Pattern.compile("List-Unsubscribe(?:=|\"(?:\\r?\\n[^\\r\\n]{1,200}){0,3}\\r?\\n\\r?\\n)One-Click");

    private static final int LONGEST_FORM = 8192;

    private final Unsubscribing unsubscribing;
    private final PageRendering pages;
    private final RateLimit<String> unknownLinks;

    UnsubscribeController(Unsubscribing unsubscribing, PageRendering pages, LimitSettings limits) {
        this.unsubscribing = unsubscribing;
        this.pages = pages;
        this.unknownLinks = new RateLimit<>(limits.unknownCode(), Ticker.systemTicker());
    }

    @GetMapping("/unsubscribe/{token}")
    Mono<ResponseEntity<String>> open(@PathVariable("token") String token, ServerWebExchange exchange) {
        return answer(
                exchange,
                unsubscribing.open(token),
                subscription -> subscription.over() ? done() : ask(token, subscription));
    }

    /** Whatever does not say that it is the one click gets the form: there are scanners that send empty requests to links. */
    @PostMapping("/unsubscribe/{token}")
    Mono<ResponseEntity<String>> end(@PathVariable("token") String token, ServerWebExchange exchange) {
        return pages.orRefusal(isOneClick(exchange)
                .flatMap(oneClick -> oneClick
                        ? answer(exchange, unsubscribing.end(token), ended -> done())
                        : open(token, exchange)));
    }

    private static Mono<Boolean> isOneClick(ServerWebExchange exchange) {
        return DataBufferUtils.join(exchange.getRequest().getBody(), LONGEST_FORM)
                .map(body -> {
                    boolean oneClick =
                            ONE_CLICK.matcher(body.toString(ISO_8859_1)).find();
                    DataBufferUtils.release(body);
                    return oneClick;
                })
                .defaultIfEmpty(false)
                .onErrorMap(DataBufferLimitException.class, tooLong -> Refusal.tooLarge());
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
