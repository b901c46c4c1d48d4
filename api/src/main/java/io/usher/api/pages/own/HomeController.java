package io.usher.api.pages.own;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.json.Reference;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.Organizations;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.people.OwnInvitations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Where people begin who have no link: with what this is, or with their organization. */
@Hidden
@RestController
class HomeController {

    private final Organizations organizations;
    private final OwnInvitations invitations;
    private final PageRendering pages;

    HomeController(Organizations organizations, OwnInvitations invitations, PageRendering pages) {
        this.organizations = organizations;
        this.invitations = invitations;
        this.pages = pages;
    }

    /** Whoever is signed in is led on to what they may do. */
    @GetMapping("/")
    Mono<ResponseEntity<String>> home() {
        return pages.orRefusal(BrowserSessions.visitor()
                .flatMap(visitor -> visitor.isPresent()
                        ? Mono.just(PageAnswers.seeOther(beginning(visitor.get())))
                        : pages.page(HttpStatus.OK, "home", Map.of())));
    }

    private static String beginning(SignedIn person) {
        return person.runsSomething() ? "/console" : "/me";
    }

    /** Names nobody: who is signed in sees the invitations for them, and others how to sign in. */
    @GetMapping("/o/{slug}")
    Mono<ResponseEntity<String>> organization(@PathVariable("slug") String slug) {
        Reference reference = Reference.of(slug);
        return pages.orRefusal((reference.isId() ? Mono.<Organization>empty() : organizations.find(reference))
                .flatMap(found -> BrowserSessions.visitor().flatMap(visitor -> show(found, visitor)))
                .switchIfEmpty(Mono.defer(
                        () -> pages.notice(HttpStatus.NOT_FOUND, "organization.unknown", "/", "home.title"))));
    }

    private Mono<ResponseEntity<String>> show(Organization organization, Optional<SignedIn> visitor) {
        return visitor.map(person ->
                        invitations.waiting(person.email(), organization.slug()).collectList())
                .orElse(Mono.just(List.of()))
                .flatMap(waiting -> {
                    Map<String, Object> model = new HashMap<>();
                    model.put("organization", organization.name());
                    model.put("invitations", waiting);
                    model.put("cut", OwnInvitations.areCut(waiting));
                    return visitor.isPresent()
                            ? pages.page(HttpStatus.OK, "organization", model)
                            : pages.pageToComeBackTo(HttpStatus.OK, "organization", model);
                });
    }
}
