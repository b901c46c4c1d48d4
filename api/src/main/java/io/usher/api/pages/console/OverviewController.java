package io.usher.api.pages.console;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** How an organization is doing, and what to do first. */
@Hidden
@RestController
class OverviewController {

    private final ConsolePages pages;

    OverviewController(ConsolePages pages) {
        this.pages = pages;
    }

    @GetMapping("/console/{org}")
    Mono<ResponseEntity<String>> overview(@PathVariable("org") String organization) {
        return pages.open(organization, visit -> pages.show(visit, HttpStatus.OK, "overview", Map.of()));
    }
}
