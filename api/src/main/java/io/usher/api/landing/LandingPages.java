package io.usher.api.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.http.security.PageHeaders;
import io.usher.api.http.security.RateLimit;
import io.usher.api.http.security.Turns;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The pages behind links, each at most a second old; while too many others are loaded, at most a minute. Safe for
 * several threads.
 */
final class LandingPages {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, UTF_8);

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final Duration KEPT_IN_A_FLOOD = Duration.ofMinutes(1);
    private static final Duration FOR_LONG = Duration.ofHours(1);

    /** For a second. */
    private static final int MOST_PAGES = 1000;

    /** For a minute: 20 MB, or 40 MB if they are not in Latin letters. */
    private static final int MOST_CHARACTERS = 20_000_000;

    /** So that no more than 10,000 pages are kept for a minute, however short they are. */
    private static final int LEAST_WEIGHT = 2000;

    private static final int LOADS_AT_ONCE = 4;
    private static final int LOADS_WAITING = 256;
    private static final Duration LOADS_WITHIN = Duration.ofSeconds(2);

    private final OpeningLinks links;
    private final ITemplateEngine templates;
    private final Clock clock;
    private final InvitationCookie cookie;

    private final RateLimit<String> unknownCodes;

    /** Everybody opens a link at the same time; codes that lead nowhere are remembered, too. */
    private final Cache<String, Mono<ResponseEntity<String>>> first;

    /** The same for links that were opened before: whoever tries codes leaves their turns alone. */
    private final Cache<String, Mono<ResponseEntity<String>>> again;

    private final Cache<String, ResponseEntity<String>> last;

    private final Turns firstLoads = new Turns(LOADS_AT_ONCE, LOADS_WAITING, LOADS_WITHIN);
    private final Turns loadsAgain = new Turns(LOADS_AT_ONCE, LOADS_WAITING, LOADS_WITHIN);
    private final Mono<ResponseEntity<String>> unknown;

    /**
     * @param unknownCodes how many codes that are not known here one network may try
     * @param time for how long pages are kept
     */
    LandingPages(
            OpeningLinks links,
            ITemplateEngine templates,
            InvitationCookie cookie,
            Clock clock,
            LimitSettings.Rate unknownCodes,
            Ticker time) {
        this.cookie = cookie;
        this.links = links;
        this.templates = templates;
        this.clock = clock;
        this.unknownCodes = new RateLimit<>(unknownCodes, TimeMeter.SYSTEM_NANOTIME);
        this.first = keptForNow(time);
        this.again = keptForNow(time);
        this.last = Caffeine.newBuilder()
                .maximumWeight(MOST_CHARACTERS)
                .weigher(LandingPages::weight)
                .expireAfterWrite(KEPT_IN_A_FLOOD)
                .ticker(time)
                .build();
        this.unknown = page("landing/unknown", HttpStatus.NOT_FOUND, Map.of())
                .cache(page -> FOR_LONG, failure -> Duration.ZERO, () -> Duration.ZERO);
    }

    private static Cache<String, Mono<ResponseEntity<String>>> keptForNow(Ticker time) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_PAGES)
                .expireAfterWrite(KEPT)
                .ticker(time)
                .build();
    }

    private static int weight(String code, ResponseEntity<String> page) {
        return Math.max(LEAST_WEIGHT, requireNonNull(page.getBody()).length());
    }

    /** @param network who asks */
    Mono<ResponseEntity<String>> open(String code, String network) {
        if (!CODE.matcher(code).matches()) {
            return unknown;
        }
        ResponseEntity<String> before = last.getIfPresent(code);
        return before == null
                ? first.get(code, absent -> load(code, network))
                : again.get(code, absent -> reload(code, before));
    }

    private Mono<ResponseEntity<String>> load(String code, String network) {
        countUnknown(network);
        return shared(load(code, firstLoads).switchIfEmpty(unknown));
    }

    /** Refuses who has opened too many links that are not known here. */
    void countUnknown(String network) {
        unknownCodes.take(network, "Too many unknown links from this address.");
    }

    /** Takes back {@link #countUnknown} for a link that turned out to be known. */
    void countKnown(String network) {
        unknownCodes.giveBack(network);
    }

    /** The page of a link that nobody knows. */
    Mono<ResponseEntity<String>> unknown() {
        return unknown;
    }

    private Mono<ResponseEntity<String>> reload(String code, ResponseEntity<String> before) {
        return shared(load(code, loadsAgain).onErrorReturn(Refusal.class, before));
    }

    private Mono<ResponseEntity<String>> load(String code, Turns turns) {
        return turns.inTurn(() -> links.open(code)).flatMap(this::show).doOnNext(page -> last.put(code, page));
    }

    /** Others wait for the same page: one who leaves does not cancel it. A failure is for those alone who wait for it. */
    private static Mono<ResponseEntity<String>> shared(Mono<ResponseEntity<String>> page) {
        return page.cache(loaded -> KEPT, failure -> Duration.ZERO, () -> Duration.ZERO);
    }

    private Mono<ResponseEntity<String>> show(OpenedLink link) {
        return link.invitation().isDeleted() ? page("landing/deleted", HttpStatus.GONE, Map.of()) : invitation(link);
    }

    private Mono<ResponseEntity<String>> invitation(OpenedLink link) {
        String code = link.invitation().code();
        return page(
                        "landing/invitation",
                        HttpStatus.OK,
                        Map.of("code", code, "page", LandingPage.from(link, clock.instant())))
                .map(page -> ResponseEntity.status(page.getStatusCode())
                        .headers(page.getHeaders())
                        .header(HttpHeaders.SET_COOKIE, cookie.of(code).toString())
                        .body(page.getBody()));
    }

    /** Templates are read from files, so pages are made where that may wait. */
    Mono<ResponseEntity<String>> page(String template, HttpStatus status, Map<String, Object> variables) {
        return Mono.fromCallable(() -> templates.process(template, new Context(Locale.ENGLISH, variables)))
                .subscribeOn(Schedulers.boundedElastic())
                .map(html -> ResponseEntity.status(status)
                        .contentType(HTML)
                        .headers(PageHeaders::set)
                        .body(html));
    }
}
