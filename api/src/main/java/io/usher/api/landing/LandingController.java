package io.usher.api.landing;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.security.Limits;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@Hidden
@RestController
class LandingController {

    private final LandingPages pages;
    private final PersonalPages personal;

    LandingController(LandingPages pages, PersonalPages personal) {
        this.pages = pages;
        this.personal = personal;
    }

    /** Who opens the address of the program itself, as it is printed at the start, is led to what there is to read. */
    @GetMapping("/")
    ResponseEntity<Void> home() {
        return ResponseEntity.status(HttpStatus.FOUND)
                .header(HttpHeaders.LOCATION, "/docs")
                .build();
    }

    @GetMapping(path = "/i/{code}", produces = MediaType.TEXT_HTML_VALUE)
    Mono<ResponseEntity<String>> open(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.open(code, Limits.network(exchange));
    }

    @GetMapping(path = "/i/{code}/p/{token}", produces = MediaType.TEXT_HTML_VALUE)
    Mono<ResponseEntity<String>> openPersonal(
            @PathVariable("code") String code, @PathVariable("token") String token, ServerWebExchange exchange) {
        return personal.open(code, token, Limits.network(exchange));
    }

    /** Sent by the page itself once somebody looks at it. */
    @PostMapping("/i/{code}/opened")
    Mono<ResponseEntity<Void>> opened(
            @PathVariable("code") String code,
            @CookieValue(name = PersonalPages.LINK_COOKIE, required = false) @Nullable String token,
            ServerWebExchange exchange) {
        return (token == null ? Mono.<Void>empty() : personal.opened(code, token, Limits.network(exchange)))
                .thenReturn(ResponseEntity.noContent().build());
    }
}
