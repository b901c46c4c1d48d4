package io.usher.api.pages.joining;

import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.problem.Refusal;
import io.usher.api.invitees.DecliningInvitations.Invited;
import io.usher.api.members.OwnMembership;
import io.usher.api.members.OwnMemberships;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.landing.HeldLink;
import io.usher.api.pages.landing.HeldLink.Person;
import io.usher.api.pages.landing.HeldLinks;
import io.usher.api.pages.landing.InvitationCookie;
import io.usher.api.pages.landing.LandingPage;
import io.usher.api.pages.landing.OpenedLink;
import io.usher.api.people.OwnInvitations;
import io.usher.api.people.OwnInvitations.Standing;
import io.usher.contract.event.Grants;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** The page on which an invitation is accepted, for whoever looks at it. */
@Component
final class JoinPages {

    private final OwnInvitations own;
    private final OwnMemberships memberships;
    private final Declining declining;
    private final HeldLinks links;
    private final Accounts accounts;
    private final InvitationCookie cookie;
    private final PageRendering pages;
    private final Clock clock;

    JoinPages(
            OwnInvitations own,
            OwnMemberships memberships,
            Declining declining,
            HeldLinks links,
            Accounts accounts,
            InvitationCookie cookie,
            PageRendering pages,
            Clock clock) {
        this.own = own;
        this.memberships = memberships;
        this.declining = declining;
        this.links = links;
        this.accounts = accounts;
        this.cookie = cookie;
        this.pages = pages;
        this.clock = clock;
    }

    static String path(String code) {
        return UriComponentsBuilder.fromPath("/i/{code}/join").build(code).toString();
    }

    /** Who has asked before is led on to what became of that. */
    Mono<ResponseEntity<String>> open(OpenedLink link, ServerWebExchange exchange) {
        return show(HttpStatus.OK, link, Map.of(), exchange);
    }

    /** @param more what was typed, and what is wrong with it */
    Mono<ResponseEntity<String>> show(
            HttpStatus status, OpenedLink link, Map<String, Object> more, ServerWebExchange exchange) {
        return BrowserSessions.visitor()
                .flatMap(visitor -> standing(link, visitor)
                        .flatMap(standing -> standing.flatMap(one -> Optional.ofNullable(one.asked()))
                                .map(asked -> Mono.just(PageAnswers.seeOther("/a/" + asked)))
                                .orElseGet(() -> model(link, visitor, standing.orElse(null), more, exchange)
                                        .flatMap(model -> pages.page(
                                                status,
                                                "join",
                                                model,
                                                cookie.of(link.invitation().code()))))));
    }

    private Mono<Optional<Standing>> standing(OpenedLink link, Optional<SignedIn> visitor) {
        return visitor.map(person ->
                        own.standing(person.email(), link.invitation()).map(Optional::of))
                .orElse(Mono.just(Optional.empty()));
    }

    private Mono<Map<String, Object>> model(
            OpenedLink link,
            Optional<SignedIn> visitor,
            @Nullable Standing standing,
            Map<String, Object> more,
            ServerWebExchange exchange) {
        return Mono.zip(held(link, exchange), membership(link, visitor, standing))
                .flatMap(known -> {
                    Optional<HeldLink> held = known.getT1();
                    return invited(link, visitor, held).flatMap(invited -> {
                        Map<String, Object> model = new HashMap<>();
                        model.put("invitation", LandingPage.from(link, clock.instant()));
                        model.putAll(gets(link.invitation().grants().names(), known.getT2()));
                        model.put(
                                "declinable",
                                invited.filter(Invited::declinable).isPresent());
                        model.put("declined", invited.filter(Invited::declined).isPresent());
                        model.put("proves", false);
                        model.put("known", false);
                        if (standing != null) {
                            model.put("standing", standing);
                        }
                        return held.map(one -> named(model, one, visitor))
                                .orElse(Mono.just(model))
                                .map(complete -> {
                                    complete.putAll(more);
                                    return complete;
                                });
                    });
                });
    }

    private Mono<Optional<OwnMembership>> membership(
            OpenedLink link, Optional<SignedIn> visitor, @Nullable Standing standing) {
        return Mono.justOrEmpty(visitor)
                .filter(person -> standing != null && standing.isMember())
                .flatMapMany(person -> memberships.of(person.email()))
                .filter(one -> one.organization().equals(link.organization().id()))
                .next()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /** What it grants; to a member, what they do not have yet, and whether they may stay longer. */
    private static Map<String, Object> gets(Grants all, Optional<OwnMembership> membership) {
        Grants added = membership
                .map(one ->
                        Grants.of(kind -> without(all.names(kind), one.held().names(kind)), null))
                .orElse(all);
        return Map.of(
                "granted",
                added,
                "addsNothing",
                added.equals(Grants.NONE),
                "renews",
                membership
                        .map(one -> one.held().accessExpiresAt())
                        .filter(end -> all.accessExpiresAt() == null
                                || all.accessExpiresAt().isAfter(end))
                        .isPresent());
    }

    private static List<String> without(List<String> all, List<String> held) {
        return all.stream().filter(name -> !held.contains(name)).toList();
    }

    private Mono<Optional<Invited>> invited(OpenedLink link, Optional<SignedIn> visitor, Optional<HeldLink> held) {
        return declining
                .invited(link, visitor, Mono.justOrEmpty(held))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                // Too many look at it: who wants to accept does without the other button.
                .onErrorResume(Refusal.class, busy -> Mono.just(Optional.empty()));
    }

    private Mono<Optional<HeldLink>> held(OpenedLink link, ServerWebExchange exchange) {
        return links.of(link.invitation().code(), exchange).map(Optional::of).defaultIfEmpty(Optional.empty());
    }

    /** What a personal link adds: whom it is for and, if it proves their address, whether they have an account. */
    private Mono<Map<String, Object>> named(Map<String, Object> model, HeldLink held, Optional<SignedIn> visitor) {
        model.put("link", held.state().name().toLowerCase(Locale.ROOT));
        model.put("proves", held.proves());
        Person person = held.person();
        if (person == null) {
            return Mono.just(model);
        }
        model.put("invited", person.masked());
        if (visitor.isPresent()) {
            model.put(
                    "isOther",
                    !visitor.get().email().normal().equals(person.email().normal()));
        }
        if (!held.proves() || visitor.isPresent()) {
            return Mono.just(model);
        }
        model.put("email", person.email().typed());
        model.put("form", person.form());
        return accounts.of(person.email()).hasElement().map(known -> {
            model.put("known", known);
            return model;
        });
    }
}
