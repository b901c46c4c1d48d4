package io.usher.api.pages.landing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.http.security.RateLimit;
import io.usher.api.http.security.Turns;
import io.usher.api.pages.PageTemplates;
import io.usher.api.pages.Preferences;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;

/**
 * What is behind links, each at most a second old; while too many others are loaded, at most a minute. Pages are the same
 * for everybody who reads the same language. Safe for several threads.
 */
final class LandingPages {

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final Duration KEPT_IN_A_FLOOD = Duration.ofMinutes(1);

    /** For a second. */
    private static final int MOST_CONTENTS = 1000;

    /** For a minute. */
    private static final int MOST_CHARACTERS = 5_000_000;

    /** So that no more than 10,000 are kept for a minute, however short they are. */
    private static final int LEAST_WEIGHT = 500;

    private static final int LOADS_AT_ONCE = 4;
    private static final int LOADS_WAITING = 256;
    private static final Duration LOADS_WITHIN = Duration.ofSeconds(2);

    private static final Content UNKNOWN = new Content(HttpStatus.NOT_FOUND, "invitation.unknown", null);
    private static final Content DELETED = new Content(HttpStatus.GONE, "invitation.deleted", null);

    private final OpeningLinks links;
    private final RenderedPages rendered;
    private final Clock clock;

    private final RateLimit<String> unknownCodes;

    /** Everybody opens a link at the same time; codes that lead nowhere are remembered, too. */
    private final Cache<String, Mono<Content>> first;

    /** The same for links that were opened before: whoever tries codes leaves their turns alone. */
    private final Cache<String, Mono<Content>> again;

    private final Cache<String, Content> last;

    private final Turns firstLoads = new Turns(LOADS_AT_ONCE, LOADS_WAITING, LOADS_WITHIN);
    private final Turns loadsAgain = new Turns(LOADS_AT_ONCE, LOADS_WAITING, LOADS_WITHIN);

    /**
     * @param unknownCodes how many codes that are not known here one network may try
     * @param time for how long pages are kept, and for the limit of codes
     */
    LandingPages(
            OpeningLinks links,
            PageTemplates templates,
            InvitationCookie cookie,
            Clock clock,
            LimitSettings.Rate unknownCodes,
            Ticker time) {
        this.links = links;
        this.rendered = new RenderedPages(templates, cookie, time);
        this.clock = clock;
        this.unknownCodes = new RateLimit<>(unknownCodes, time);
        this.first = keptForNow(time);
        this.again = keptForNow(time);
        this.last = Caffeine.newBuilder()
                .maximumWeight(MOST_CHARACTERS)
                .weigher((String code, Content content) -> Math.max(LEAST_WEIGHT, content.characters()))
                .expireAfterWrite(KEPT_IN_A_FLOOD)
                .ticker(time)
                .build();
    }

    private static Cache<String, Mono<Content>> keptForNow(Ticker time) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_CONTENTS)
                .expireAfterWrite(KEPT)
                .ticker(time)
                .build();
    }

    /**
     * What a link leads to.
     *
     * @param text what there is to say if there is no invitation
     * @param page null = there is none
     */
    record Content(HttpStatus status, String text, @Nullable LandingPage page) {

        String template() {
            return page == null ? "notice" : "landing";
        }

        Map<String, Object> model() {
            return page == null
                    ? Map.of("key", text, "link", "/sign-in", "linkText", "sign-in.button")
                    : Map.of("code", page.code(), "invitation", page);
        }

        private int characters() {
            return page == null
                    ? 0
                    : page.name().length()
                            + page.description().stream()
                                    .mapToInt(String::length)
                                    .sum();
        }
    }

    /**
     * @param network who asks
     * @param compressed whether they read that
     */
    Mono<ResponseEntity<byte[]>> open(String code, String network, Preferences preferences, boolean compressed) {
        return content(code, network).flatMap(content -> rendered.page(content, preferences, compressed));
    }

    /** Empty if there never was such an invitation. */
    Mono<LiveSeats> seats(String code, String network) {
        return content(code, network)
                .filter(content -> content != UNKNOWN)
                .map(content -> LiveSeats.of(content.page(), clock.instant()));
    }

    private Mono<Content> content(String code, String network) {
        if (!isCode(code)) {
            return Mono.just(UNKNOWN);
        }
        return Optional.ofNullable(last.getIfPresent(code))
                .map(before -> again.get(code, absent -> reload(code, before)))
                .orElseGet(() -> first.get(code, absent -> load(code, network)));
    }

    private Mono<Content> load(String code, String network) {
        countUnknown(network);
        return shared(load(code, firstLoads).defaultIfEmpty(UNKNOWN));
    }

    /** Refuses who has opened too many links that are not known here. */
    void countUnknown(String network) {
        unknownCodes.take(network, "Too many unknown links from this address.");
    }

    /** Takes back {@link #countUnknown} for a link that turned out to be known. */
    void countKnown(String network) {
        unknownCodes.giveBack(network);
    }

    private Mono<Content> reload(String code, Content before) {
        return shared(load(code, loadsAgain).onErrorReturn(Refusal.class, before));
    }

    private Mono<Content> load(String code, Turns turns) {
        return turns.inTurn(() -> links.open(code)).map(this::content).doOnNext(content -> last.put(code, content));
    }

    private Content content(OpenedLink link) {
        return link.invitation().isDeleted()
                ? DELETED
                : new Content(HttpStatus.OK, "", LandingPage.from(link, clock.instant()));
    }

    /** Others wait for the same page: one who leaves does not cancel it. A failure is for those alone who wait for it. */
    private static Mono<Content> shared(Mono<Content> content) {
        return content.cache(loaded -> KEPT, failure -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Whether it could be one. */
    static boolean isCode(String text) {
        return CODE.matcher(text).matches();
    }
}
