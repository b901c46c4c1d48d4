package io.usher.api.landing.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.access.web.Turns;
import io.usher.api.landing.OpenedLink;
import io.usher.api.landing.OpeningLinks;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Hidden
@RestController
class LandingController {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, UTF_8);

    /** The link is a secret between those who have it; the page needs nothing but its own style sheet. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final Duration FOR_LONG = Duration.ofHours(1);
    private static final int MOST_PAGES = 1000;
    private static final int LOADS_AT_ONCE = 4;
    private static final int LOADS_WAITING = 256;

    private final OpeningLinks links;
    private final ITemplateEngine templates;
    private final Clock clock;

    /** Everybody opens a link at the same time; codes that lead nowhere are remembered, too. */
    private final Cache<String, Mono<ResponseEntity<String>>> pages =
            Caffeine.newBuilder().maximumSize(MOST_PAGES).expireAfterWrite(KEPT).build();

    private final Mono<ResponseEntity<String>> unknown;
    private final Turns loads = new Turns(LOADS_AT_ONCE, LOADS_WAITING);

    LandingController(OpeningLinks links, ITemplateEngine templates, Clock clock) {
        this.links = links;
        this.templates = templates;
        this.clock = clock;
        this.unknown = page("landing/unknown", HttpStatus.NOT_FOUND, Map.of())
                .cache(page -> FOR_LONG, failure -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Who opens the address of the program itself, as it is printed at the start, is led to what there is to read. */
    @GetMapping("/")
    ResponseEntity<Void> home() {
        return ResponseEntity.status(HttpStatus.FOUND)
                .header(HttpHeaders.LOCATION, "/docs")
                .build();
    }

    @GetMapping(path = "/i/{code}", produces = MediaType.TEXT_HTML_VALUE)
    Mono<ResponseEntity<String>> open(@PathVariable("code") String code) {
        return CODE.matcher(code).matches() ? pages.get(code, this::load) : unknown;
    }

    /** Others wait for the same page: one who leaves does not cancel it. */
    private Mono<ResponseEntity<String>> load(String code) {
        return loads.inTurn(() -> links.open(code))
                .flatMap(this::show)
                .switchIfEmpty(unknown)
                .cache();
    }

    private Mono<ResponseEntity<String>> show(OpenedLink link) {
        return link.invitation().isDeleted()
                ? page("landing/deleted", HttpStatus.GONE, Map.of())
                : page("landing/invitation", HttpStatus.OK, Map.of("page", LandingPage.from(link, clock.instant())));
    }

    /** Templates are read from files, so pages are made where that may wait. */
    private Mono<ResponseEntity<String>> page(String template, HttpStatus status, Map<String, Object> variables) {
        return Mono.fromCallable(() -> templates.process(template, new Context(Locale.ENGLISH, variables)))
                .subscribeOn(Schedulers.boundedElastic())
                .map(html -> ResponseEntity.status(status)
                        .contentType(HTML)
                        .header("X-Robots-Tag", "noindex, nofollow")
                        .header("Content-Security-Policy", CONTENT_POLICY)
                        .header("Referrer-Policy", "no-referrer")
                        .body(html));
    }
}
