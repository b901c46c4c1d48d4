package io.usher.api.pages.own;

import static java.util.stream.Collectors.toSet;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.identities.Identities;
import io.usher.api.accounts.identities.Identity;
import io.usher.api.accounts.identities.SignInProviders;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.accounts.signing.ChoosingPasswords;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.PasswordField;
import io.usher.api.pages.landing.InvitationCookie;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** How whoever is signed in gets in, and where they are. */
@Hidden
@RestController
class SecurityController {

    private static final String PAGE = "/me/security";

    private final Sessions sessions;
    private final ChoosingPasswords choosing;
    private final PasswordField passwords;
    private final SessionCookie cookie;
    private final InvitationCookie invitation;
    private final Identities identities;
    private final SignInProviders providers;
    private final PageRendering pages;
    private final Clock clock;

    SecurityController(
            Sessions sessions,
            ChoosingPasswords choosing,
            PasswordField passwords,
            SessionCookie cookie,
            InvitationCookie invitation,
            Identities identities,
            SignInProviders providers,
            PageRendering pages,
            Clock clock) {
        this.sessions = sessions;
        this.choosing = choosing;
        this.passwords = passwords;
        this.cookie = cookie;
        this.invitation = invitation;
        this.identities = identities;
        this.providers = providers;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping(PAGE)
    Mono<ResponseEntity<String>> security(@RequestParam(defaultValue = "") String done) {
        Map<String, Object> more = "password".equals(done) ? Map.of("done", done) : Map.of();
        return pages.signedIn(person -> show(person, HttpStatus.OK, more));
    }

    private Mono<ResponseEntity<String>> show(SignedIn person, HttpStatus status, Map<String, Object> form) {
        return Mono.zip(
                        sessions.of(person).collectList(),
                        identities.of(person.account()).collectList())
                .flatMap(own -> {
                    List<Identity> linked = own.getT2();
                    boolean recent = person.isRecentAt(clock.instant());
                    Map<String, Object> model = new HashMap<>(form);
                    model.put("recent", recent);
                    model.put("passwordInSettings", choosing.isInSettings(person));
                    model.put("devices", own.getT1());
                    model.put("identities", linked.stream().map(this::shown).toList());
                    model.put("removable", recent && (person.hasPassword() || linked.size() > 1));
                    model.put(
                            "linkable",
                            providers.buttonsExcept(
                                    linked.stream().map(Identity::issuer).collect(toSet())));
                    return person.isRecentAt(clock.instant())
                            ? pages.pageToComeBackTo(status, "security", model)
                            : pages.pageToComeBackTo(status, "security", model, invitation.none());
                });
    }

    private Map<String, Object> shown(Identity identity) {
        return Map.of("id", identity.id(), "provider", providers.labelOf(identity.issuer()), "email", identity.email());
    }

    /** Takes a sign-in within the last 15 minutes. Whoever is signed in elsewhere is signed out. */
    @PostMapping(PAGE + "/password")
    Mono<ResponseEntity<String>> choosePassword(ServerWebExchange exchange) {
        return pages.signedIn(person -> Form.of(exchange)
                .flatMap(form -> passwords
                        .refuses(form, person.email().typed(), person.firstName(), person.lastName(), person.name())
                        .flatMap(refused -> refused
                                ? show(person, HttpStatus.UNPROCESSABLE_CONTENT, form.model())
                                : choosing.choose(person, form.password(), Browser.of(exchange, cookie))
                                        .map(session ->
                                                PageAnswers.seeOther(PAGE + "?done=password", cookie.of(session)))
                                        .defaultIfEmpty(PageAnswers.seeOther(PAGE)))));
    }

    /** To end what has ended does no harm. */
    @PostMapping(PAGE + "/sessions/{session}/end")
    Mono<ResponseEntity<String>> end(@PathVariable("session") String session) {
        return pages.signedIn(person -> sessions.endOther(person, session).thenReturn(PageAnswers.seeOther(PAGE)));
    }

    @PostMapping(PAGE + "/sessions/end-others")
    Mono<ResponseEntity<String>> endOthers() {
        return pages.signedIn(person -> sessions.endOthers(person).thenReturn(PageAnswers.seeOther(PAGE)));
    }
}
