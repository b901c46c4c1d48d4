package io.usher.api.landing;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Limits;
import io.usher.api.http.security.Turns;
import io.usher.api.landing.LinkedPeople.Link;
import io.usher.contract.id.InviteeId;
import io.usher.runtime.links.PersonalLinks;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What personal links lead to: a good one to the page of its invitation, any other to one that says what is wrong. To open
 * one changes nothing. Who opens links that nobody ever had is held to the limit of unknown links. Safe for several
 * threads.
 */
public final class PersonalPages {

    /** Of links that were replaced, as many are told from those that nobody ever had. */
    private static final int REPLACED = 20;

    /** Holds the token of the link that led to a page, for that page alone. */
    static final String LINK_COOKIE = "usher-link";

    private static final Duration COOKIE_LASTS = Duration.ofMinutes(30);

    private static final int LOADS_AT_ONCE = 4;
    private static final int LOADS_WAITING = 256;
    private static final Duration LOADS_WITHIN = Duration.ofSeconds(2);

    private final LandingPages pages;
    private final LinkedPeople people;
    private final PersonalLinks links;
    private final Clock clock;
    private final boolean secure;
    private final Turns loads = new Turns(LOADS_AT_ONCE, LOADS_WAITING, LOADS_WITHIN);

    /** @param secure whether browsers reach the pages over TLS */
    PersonalPages(LandingPages pages, LinkedPeople people, PersonalLinks links, Clock clock, boolean secure) {
        this.pages = pages;
        this.people = people;
        this.links = links;
        this.clock = clock;
        this.secure = secure;
    }

    /** @param network who asks */
    Mono<ResponseEntity<String>> open(String code, String token, String network) {
        return counted(network, find(code, token).flatMap(link -> open(link, token)))
                .switchIfEmpty(pages.unknown());
    }

    private Mono<Link> find(String code, String token) {
        return Mono.justOrEmpty(PersonalLinks.inviteeOf(token))
                .flatMap(invitee -> loads.inTurn(() -> people.find(invitee)))
                .filter(link -> link.code().equals(code));
    }

    /**
     * Holds links that nobody ever had to their limit before they are looked up: they are not to take the turns of others.
     *
     * @param known empty if it is such a link
     */
    private <T> Mono<T> counted(String network, Mono<T> known) {
        return Mono.defer(() -> {
            pages.countUnknown(network);
            return known.doOnNext(found -> pages.countKnown(network))
                    // An outage says nothing about the link; a refusal for too many is part of the limit.
                    .doOnError(failure -> !(failure instanceof Refusal.TooMany), failure -> pages.countKnown(network));
        });
    }

    /**
     * Keeps that somebody looked at what their link led to, if it is the one that is valid. Mail scanners open links, but
     * run no scripts.
     */
    Mono<Void> opened(String code, String token, String network) {
        return counted(network, find(code, token).filter(link -> isOf(link, token, link.generation())))
                .filter(link -> !link.deleted() && !link.cancelled())
                .flatMap(link -> people.opened(link.invitee(), clock.instant()));
    }

    /** Whose link led this browser to the invitation, if it is one that is good; empty otherwise. */
    public Mono<InviteeId> holder(String code, ServerWebExchange exchange) {
        String token = Optional.ofNullable(exchange.getRequest().getCookies().getFirst(LINK_COOKIE))
                .map(HttpCookie::getValue)
                .orElse("");
        return token.isEmpty()
                ? Mono.empty()
                : counted(Limits.network(exchange), find(code, token))
                        .filter(link -> isOf(link, token, link.generation())
                                && !link.deleted()
                                && !link.cancelled()
                                && !hasEnded(link))
                        .map(Link::invitee);
    }

    private boolean hasEnded(Link link) {
        return link.endsAt() != null && !clock.instant().isBefore(link.endsAt());
    }

    /** Empty if the link never was one of this person's. */
    private Mono<ResponseEntity<String>> open(Link link, String token) {
        boolean current = isOf(link, token, link.generation());
        if (!current && !wasReplaced(link, token)) {
            return Mono.empty();
        }
        if (link.deleted()) {
            return pages.page("landing/deleted", HttpStatus.GONE, Map.of());
        }
        if (link.cancelled()) {
            return gone("This personal invitation was withdrawn", "Ask whoever sent it to you whether that was meant.");
        }
        if (!current) {
            return gone(
                    "This link was replaced by a newer one",
                    "The invitation was sent to you once more: use the link in the latest mail.");
        }
        if (hasEnded(link)) {
            return gone("This personal link has ended", "Ask whoever sent it to you to send the invitation once more.");
        }
        return Mono.just(ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, "/i/" + link.code())
                .header(HttpHeaders.SET_COOKIE, cookie(link, token))
                .header("Referrer-Policy", "same-origin")
                .cacheControl(CacheControl.noStore())
                .build());
    }

    private String cookie(Link link, String token) {
        return ResponseCookie.from(LINK_COOKIE, token)
                .path("/i/" + link.code())
                .maxAge(COOKIE_LASTS)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build()
                .toString();
    }

    private boolean isOf(Link link, String token, int generation) {
        return links.verify(token, link.invitee(), generation).isPresent();
    }

    private boolean wasReplaced(Link link, String token) {
        return IntStream.range(Math.max(1, link.generation() - REPLACED), link.generation())
                .anyMatch(generation -> isOf(link, token, generation));
    }

    private Mono<ResponseEntity<String>> gone(String title, String advice) {
        return pages.page("landing/personal", HttpStatus.GONE, Map.of("title", title, "advice", advice));
    }
}
