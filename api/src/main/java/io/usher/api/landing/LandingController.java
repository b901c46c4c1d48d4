package io.usher.api.landing;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.security.Limits;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@Hidden
@RestController
class LandingController {

    private final LandingPages pages;

    LandingController(LandingPages pages) {
        this.pages = pages;
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
}
