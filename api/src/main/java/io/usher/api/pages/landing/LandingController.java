package io.usher.api.pages.landing;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.security.Limits;
import io.usher.api.pages.Assets;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.Preferences;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@Hidden
@RestController
class LandingController {

    private final LandingPages pages;
    private final HeldLinks links;

    LandingController(LandingPages pages, HeldLinks links) {
        this.pages = pages;
        this.links = links;
    }

    @GetMapping(path = "/i/{code}", produces = MediaType.TEXT_HTML_VALUE)
    Mono<ResponseEntity<byte[]>> open(
            @PathVariable("code") String code,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, defaultValue = "") String encodings,
            ServerWebExchange exchange) {
        return pages.open(code, Limits.network(exchange), Preferences.of(exchange), Assets.reads(encodings));
    }

    /** Takes the token out of the address, and looks nothing up: scanners of mails open links, too. */
    @GetMapping(path = "/i/{code}/p/{token}", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> openPersonal(@PathVariable("code") String code, @PathVariable("token") String token) {
        return LandingPages.isCode(code)
                ? PageAnswers.seeOther("/i/" + code + "/join", links.of(code, token))
                : PageAnswers.seeOther("/i/unknown");
    }

    /** Sent by the page itself once somebody looks at it. */
    @PostMapping("/i/{code}/opened")
    Mono<ResponseEntity<Void>> opened(@PathVariable("code") String code, ServerWebExchange exchange) {
        return links.opened(code, exchange)
                .thenReturn(ResponseEntity.noContent().build());
    }
}
