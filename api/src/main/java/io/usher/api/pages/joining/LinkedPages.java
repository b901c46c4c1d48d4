package io.usher.api.pages.joining;

import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.http.security.Limits;
import io.usher.api.http.security.RateLimit;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.landing.OpenedLink;
import io.usher.api.pages.landing.OpeningLinks;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Opens pages of invitations by their codes. Who tries codes that there are not is held to a limit. */
@Component
final class LinkedPages {

    private final OpeningLinks links;
    private final PageRendering pages;
    private final RateLimit<String> unknownCodes;

    LinkedPages(OpeningLinks links, PageRendering pages, LimitSettings limits) {
        this.links = links;
        this.pages = pages;
        this.unknownCodes = new RateLimit<>(limits.unknownCode(), Ticker.systemTicker());
    }

    /** The page of the invitation, or one that says that it was deleted or never was. */
    Mono<ResponseEntity<String>> open(
            String code, ServerWebExchange exchange, Function<OpenedLink, Mono<ResponseEntity<String>>> page) {
        return links.open(code)
                .flatMap(link -> link.invitation().isDeleted()
                        ? pages.notice(HttpStatus.GONE, "invitation.deleted", "/sign-in", "sign-in.button")
                        : page.apply(link))
                .switchIfEmpty(Mono.defer(() -> {
                    unknownCodes.take(Limits.network(exchange), "Too many unknown links from this address.");
                    return pages.notice(HttpStatus.NOT_FOUND, "invitation.unknown", "/sign-in", "sign-in.button");
                }));
    }
}
