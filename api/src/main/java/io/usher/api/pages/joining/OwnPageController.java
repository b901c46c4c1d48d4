package io.usher.api.pages.joining;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.PasswordRules;
import io.usher.api.accounts.identities.Identities;
import io.usher.api.accounts.identities.Identity;
import io.usher.api.accounts.identities.SignInProviders;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.accounts.signing.ChoosingPasswords;
import io.usher.api.http.problem.Refusal;
import io.usher.api.members.OwnMemberships;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageRendering;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The page of whoever is signed in. */
@Hidden
@RestController
class OwnPageController {

    /** How long somebody waits for the worker's answer before they are told to look again. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final PasswordRules rules;
    private final ChoosingPasswords choosing;
    private final OwnMemberships memberships;
    private final Identities identities;
    private final SignInProviders providers;
    private final PageRendering pages;

    OwnPageController(
            PasswordRules rules,
            ChoosingPasswords choosing,
            OwnMemberships memberships,
            Identities identities,
            SignInProviders providers,
            PageRendering pages) {
        this.rules = rules;
        this.choosing = choosing;
        this.memberships = memberships;
        this.identities = identities;
        this.providers = providers;
        this.pages = pages;
    }

    @GetMapping("/me")
    Mono<ResponseEntity<String>> me() {
        return pages.signedIn(person -> me(person, HttpStatus.OK, Map.of()));
    }

    private Mono<ResponseEntity<String>> me(SignedIn person, HttpStatus status, Map<String, Object> form) {
        return Mono.zip(
                        memberships.of(person.email()).collectList(),
                        identities.of(person.account()).collectList())
                .flatMap(own -> {
                    Map<String, Object> model = new HashMap<>(form);
                    model.put("memberships", own.getT1());
                    model.put(
                            "identities", own.getT2().stream().map(this::shown).toList());
                    return pages.page(status, "me", model);
                });
    }

    private Map<String, Object> shown(Identity identity) {
        return Map.of("id", identity.id(), "provider", providers.labelOf(identity.issuer()), "email", identity.email());
    }

    /** Leads back to the page, on which the organization is no more. To leave what one has left does no harm. */
    @PostMapping("/me/memberships/{organization}/leave")
    Mono<ResponseEntity<String>> leave(@PathVariable("organization") UUID organization) {
        return pages.signedIn(person -> memberships
                .leave(person.caller(), person.email(), new OrganizationId(organization), PATIENCE)
                .onErrorReturn(Refusal.NotFound.class, true)
                .flatMap(left -> left
                        ? Mono.just(PageRendering.seeOther("/me"))
                        : pages.notice(HttpStatus.ACCEPTED, "withdrawal.pending", "/me", "me.title"))
                .onErrorResume(
                        Refusal.Conflict.class,
                        refused -> "last-admin".equals(refused.code())
                                ? pages.notice(HttpStatus.CONFLICT, "withdrawal.last-admin", "/me", "me.title")
                                : Mono.just(PageRendering.seeOther("/me"))));
    }

    /** Of somebody who has none yet. */
    @PostMapping("/me/password")
    Mono<ResponseEntity<String>> choosePassword(ServerWebExchange exchange) {
        return pages.signedIn(person -> Form.of(exchange).flatMap(form -> choosePassword(person, form)));
    }

    private Mono<ResponseEntity<String>> choosePassword(SignedIn person, Form form) {
        return rules.flaw(
                        form.password(),
                        Arrays.asList(person.email().typed(), person.firstName(), person.lastName(), person.name()))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(flaw -> {
                    if (flaw.isPresent()) {
                        form.refuse(
                                "password",
                                "error.password." + flaw.get().name().toLowerCase(Locale.ROOT));
                        return me(person, HttpStatus.UNPROCESSABLE_CONTENT, form.model());
                    }
                    return choosing.chooseFirst(person, form.password())
                            .map(chosen -> PageRendering.seeOther(chosen ? "/me" : "/password"));
                });
    }
}
