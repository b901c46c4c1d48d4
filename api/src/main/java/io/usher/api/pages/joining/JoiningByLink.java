package io.usher.api.pages.joining;

import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.NewSession;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.signing.CreatingAccounts;
import io.usher.api.accounts.signing.Names;
import io.usher.api.accounts.signing.SigningIn;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.PasswordField;
import io.usher.api.pages.Preferences;
import io.usher.api.pages.landing.HeldLink;
import io.usher.api.pages.landing.HeldLink.Person;
import io.usher.api.pages.landing.HeldLinks;
import io.usher.api.pages.landing.InvitationCookie;
import io.usher.api.pages.landing.OpenedLink;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Accepts an invitation and creates an account with one form, for somebody whose personal link was mailed to them. For who
 * has an account their password counts: whoever sends the form twice has chosen it just now.
 */
@Component
final class JoiningByLink {

    private final HeldLinks links;
    private final Accounts accounts;
    private final PasswordField passwords;
    private final Accepting accepting;
    private final CreatingAccounts creating;
    private final SigningIn signingIn;
    private final SessionCookie session;
    private final InvitationCookie cookie;
    private final JoinPages pages;
    private final PageRendering rendering;

    JoiningByLink(
            HeldLinks links,
            Accounts accounts,
            PasswordField passwords,
            Accepting accepting,
            CreatingAccounts creating,
            SigningIn signingIn,
            SessionCookie session,
            InvitationCookie cookie,
            JoinPages pages,
            PageRendering rendering) {
        this.links = links;
        this.accounts = accounts;
        this.passwords = passwords;
        this.accepting = accepting;
        this.creating = creating;
        this.signingIn = signingIn;
        this.session = session;
        this.cookie = cookie;
        this.pages = pages;
        this.rendering = rendering;
    }

    /** Leads back to the page if there is no such link. */
    Mono<ResponseEntity<String>> join(OpenedLink link, ServerWebExchange exchange) {
        String code = link.invitation().code();
        return links.of(code, exchange)
                .filter(HeldLink::proves)
                .mapNotNull(HeldLink::person)
                .flatMap(person -> Form.of(exchange).flatMap(form -> join(new Attempt(link, person, form, exchange))))
                .switchIfEmpty(Mono.fromSupplier(() -> PageAnswers.seeOther("/i/" + code + "/join")));
    }

    private record Attempt(OpenedLink link, Person person, Form form, ServerWebExchange exchange) {}

    private Mono<ResponseEntity<String>> join(Attempt attempt) {
        return accounts.of(attempt.person().email())
                .hasElement()
                .flatMap(known -> known
                        ? signIn(attempt).flatMap(begun -> accept(attempt, names(attempt.form()), Mono.just(begun)))
                        : createAndAccept(attempt))
                .switchIfEmpty(Mono.defer(() -> {
                    attempt.form().refuse("password", "error.sign-in");
                    return again(attempt, HttpStatus.UNPROCESSABLE_CONTENT);
                }));
    }

    private Mono<ResponseEntity<String>> createAndAccept(Attempt attempt) {
        Form form = attempt.form();
        Names names = names(form);
        return passwords
                .refuses(
                        form,
                        attempt.person().email().typed(),
                        names.first(),
                        names.last(),
                        names.first() + " " + names.last())
                .flatMap(refused -> refused
                        ? again(attempt, HttpStatus.UNPROCESSABLE_CONTENT)
                        // Somebody may have sent the same form at the same time.
                        : accept(attempt, names, create(attempt, names).switchIfEmpty(signIn(attempt))));
    }

    private static Names names(Form form) {
        return new Names(form.name("firstName"), form.name("lastName"));
    }

    private Mono<NewSession> create(Attempt attempt, Names names) {
        return creating.create(
                attempt.person().email(),
                Preferences.of(attempt.exchange()).language().toLanguageTag(),
                names,
                attempt.form().password(),
                Browser.of(attempt.exchange(), session));
    }

    private Mono<NewSession> signIn(Attempt attempt) {
        return Mono.defer(() -> signingIn.withPassword(
                attempt.person().email(), attempt.form().password(), Browser.of(attempt.exchange(), session), false));
    }

    /** The seat is asked for first: nobody may lose it to the work for an account. */
    private Mono<ResponseEntity<String>> accept(Attempt attempt, Names names, Mono<NewSession> entering) {
        String code = attempt.link().invitation().code();
        Person person = attempt.person();
        return accepting
                .accept(person.id().value(), code, person.email(), names)
                .flatMap(result -> switch (result) {
                    case Accepting.Asked asked ->
                        rendering.orAsked(entering.map(begun -> PageAnswers.seeOther(
                                "/a/" + asked.acceptance(), session.of(begun), cookie.none(), links.none(code))));
                    case Accepting.NotAsked not -> {
                        attempt.form().refuse("accept", not.text());
                        yield again(attempt, not.status()).map(page -> PageAnswers.tryAgain(page, not.retryAfter()));
                    }
                });
    }

    private Mono<ResponseEntity<String>> again(Attempt attempt, HttpStatus status) {
        return pages.show(status, attempt.link(), attempt.form().model(), attempt.exchange());
    }
}
