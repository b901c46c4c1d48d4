package io.usher.api.pages.landing;

import io.usher.api.accounts.proofs.WrongTokens;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Limits;
import io.usher.api.http.security.Turns;
import io.usher.api.pages.landing.HeldLink.Person;
import io.usher.api.pages.landing.HeldLink.State;
import io.usher.api.pages.landing.LinkedPeople.Link;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The personal links that led browsers to invitations: each is in a cookie, for the pages of its invitation alone, and not in
 * the address of any. Who has links that nobody ever had is held to the limits of unknown and of wrong links. Safe for
 * several threads.
 */
public final class HeldLinks {

    /** Of links that were replaced, as many are told from those that nobody ever had. */
    private static final int REPLACED = 20;

    static final String COOKIE = "usher-link";

    private static final Duration COOKIE_LASTS = Duration.ofMinutes(30);

    private static final Pattern TOKEN = Pattern.compile("[0-9A-Za-z]{65}");
    private static final String NO_TOKEN = "none";

    private static final int LOADS_AT_ONCE = 4;
    private static final int LOADS_WAITING = 256;
    private static final Duration LOADS_WITHIN = Duration.ofSeconds(2);

    private final LandingPages pages;
    private final LinkedPeople people;
    private final PersonalLinks links;
    private final WrongTokens wrong;
    private final Clock clock;
    private final boolean secure;
    private final Turns loads = new Turns(LOADS_AT_ONCE, LOADS_WAITING, LOADS_WITHIN);

    /** @param secure whether browsers reach the pages over TLS */
    HeldLinks(
            LandingPages pages,
            LinkedPeople people,
            PersonalLinks links,
            WrongTokens wrong,
            Clock clock,
            boolean secure) {
        this.pages = pages;
        this.people = people;
        this.links = links;
        this.wrong = wrong;
        this.clock = clock;
        this.secure = secure;
    }

    /** To be set for who opens a link, whatever it is good for. */
    ResponseCookie of(String code, String token) {
        return cookie(code, TOKEN.matcher(token).matches() ? token : NO_TOKEN, COOKIE_LASTS);
    }

    /** To be set once the link has done what it is for. */
    public ResponseCookie none(String code) {
        return cookie(code, "", Duration.ZERO);
    }

    private ResponseCookie cookie(String code, String value, Duration lasts) {
        return ResponseCookie.from(COOKIE, value)
                .path("/i/" + code)
                .maxAge(lasts)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build();
    }

    /** The one that led this browser to the invitation; empty if none did. */
    public Mono<HeldLink> of(String code, ServerWebExchange exchange) {
        return token(exchange)
                // What was cut off guesses nothing.
                .map(token -> !TOKEN.matcher(token).matches()
                        ? Mono.just(HeldLink.UNKNOWN)
                        : counted(Limits.network(exchange), find(code, token))
                                .map(found -> held(found, token))
                                .defaultIfEmpty(HeldLink.UNKNOWN))
                .orElse(Mono.empty());
    }

    private static Optional<String> token(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getRequest().getCookies().getFirst(COOKIE))
                .map(HttpCookie::getValue)
                .filter(token -> !token.isEmpty());
    }

    /** Whose link led this browser to the invitation, if it is one that is good; empty otherwise. */
    public Mono<InviteeId> holder(String code, ServerWebExchange exchange) {
        return of(code, exchange)
                .filter(HeldLink::isGood)
                .mapNotNull(HeldLink::person)
                .map(Person::id);
    }

    /** Who is named on an invitation with that address; empty if nobody is. */
    public Mono<Person> named(InvitationId invitation, EmailAddress email) {
        return people.named(invitation, email.normal());
    }

    /**
     * Keeps that somebody looked at what their link led to, if it is the one that is valid. Mail scanners open links, but
     * run no scripts.
     */
    Mono<Void> opened(String code, ServerWebExchange exchange) {
        return holder(code, exchange).flatMap(invitee -> people.opened(invitee, clock.instant()));
    }

    /** Empty if the link never was one of this person's. */
    private Mono<Link> find(String code, String token) {
        return Mono.justOrEmpty(PersonalLinks.inviteeOf(token))
                .flatMap(invitee -> loads.inTurn(() -> people.find(invitee)))
                .filter(link -> link.code().equals(code))
                .filter(link -> purpose(link, token).isPresent() || wasReplaced(link, token));
    }

    /**
     * Holds links that nobody ever had to the limit of unknown ones before they are looked up, so that they do not take the
     * turns of others, and to that of wrong ones afterwards: many people with good links share a network.
     *
     * @param known empty if it is such a link
     */
    private <T> Mono<T> counted(String network, Mono<T> known) {
        return Mono.defer(() -> {
            pages.countUnknown(network);
            return known.doOnNext(found -> pages.countKnown(network))
                    // An outage says nothing about the link; a refusal for too many is part of the limit.
                    .doOnError(failure -> !(failure instanceof Refusal.TooMany), failure -> pages.countKnown(network))
                    .switchIfEmpty(Mono.defer(() -> {
                        wrong.count(network);
                        return Mono.empty();
                    }));
        });
    }

    private HeldLink held(Link link, String token) {
        Optional<LinkPurpose> purpose = purpose(link, token);
        return new HeldLink(
                state(link, purpose.isPresent()), purpose.equals(Optional.of(LinkPurpose.MAILED)), link.person());
    }

    private State state(Link link, boolean current) {
        if (link.cancelled()) {
            return State.CANCELLED;
        }
        if (!current) {
            return State.REPLACED;
        }
        return link.endsAt() != null && !clock.instant().isBefore(link.endsAt()) ? State.ENDED : State.GOOD;
    }

    private Optional<LinkPurpose> purpose(Link link, String token) {
        return links.verify(token, link.person().id(), link.generation());
    }

    private boolean wasReplaced(Link link, String token) {
        return IntStream.range(Math.max(1, link.generation() - REPLACED), link.generation())
                .anyMatch(generation ->
                        links.verify(token, link.person().id(), generation).isPresent());
    }
}
