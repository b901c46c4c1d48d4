package io.usher.api.landing.web;

import io.usher.api.landing.OpeningLinks;
import java.time.Clock;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.reactive.result.view.Rendering;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Controller
class LandingController {

    /** The link is a secret between those who have it; the page needs nothing but its own style sheet. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final OpeningLinks links;
    private final Clock clock;

    LandingController(OpeningLinks links, Clock clock) {
        this.links = links;
        this.clock = clock;
    }

    @GetMapping(path = "/i/{code}", produces = MediaType.TEXT_HTML_VALUE)
    Mono<Rendering> open(@PathVariable("code") String code) {
        return links.open(code)
                .map(link -> link.invitation().isDeleted()
                        ? page("landing/deleted", HttpStatus.GONE)
                        : page("landing/invitation", HttpStatus.OK)
                                .modelAttribute("page", LandingPage.from(link, clock.instant())))
                .defaultIfEmpty(page("landing/unknown", HttpStatus.NOT_FOUND))
                .<Rendering>map(Rendering.Builder::build)
                // Templates are read from files.
                .publishOn(Schedulers.boundedElastic());
    }

    private static Rendering.Builder<?> page(String view, HttpStatus status) {
        return Rendering.view(view)
                .status(status)
                .header("X-Robots-Tag", "noindex, nofollow")
                .header("Content-Security-Policy", CONTENT_POLICY)
                .header("Referrer-Policy", "no-referrer");
    }
}
