package io.usher.api.pages.signing;

import io.usher.api.accounts.proofs.Proof;
import io.usher.api.accounts.proofs.ProofCookie;
import io.usher.api.accounts.sessions.NewSession;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.signing.Names;
import io.usher.api.accounts.signing.Proving;
import io.usher.api.accounts.signing.UsingProofs;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.PasswordField;
import io.usher.api.pages.joining.Accepting;
import io.usher.api.pages.landing.HeldLinks;
import io.usher.api.pages.landing.LandingPage;
import io.usher.api.pages.landing.OpenedLink;
import io.usher.api.pages.landing.OpeningLinks;
import io.usher.api.people.OwnInvitations;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.InvitationId;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What a good link shows and does, by what it proves the address for. */
@Component
final class ProofPages {

    private static final String JOIN = "proof-join";

    private final UsingProofs using;
    private final PasswordField passwords;
    private final Accepting accepting;
    private final OpeningLinks links;
    private final HeldLinks people;
    private final OwnInvitations own;
    private final AfterSignIn afterSignIn;
    private final SessionCookie cookie;
    private final ProofCookie proofCookie;
    private final PageRendering pages;
    private final Clock clock;

    ProofPages(
            UsingProofs using,
            PasswordField passwords,
            Accepting accepting,
            OpeningLinks links,
            HeldLinks people,
            OwnInvitations own,
            AfterSignIn afterSignIn,
            SessionCookie cookie,
            ProofCookie proofCookie,
            PageRendering pages,
            Clock clock) {
        this.using = using;
        this.passwords = passwords;
        this.accepting = accepting;
        this.links = links;
        this.people = people;
        this.own = own;
        this.afterSignIn = afterSignIn;
        this.cookie = cookie;
        this.proofCookie = proofCookie;
        this.pages = pages;
        this.clock = clock;
    }

    /** @param known whether the address has an account */
    Mono<ResponseEntity<String>> show(
            HttpStatus status, String token, Proof proof, boolean known, Map<String, Object> more) {
        return invitation(proof).flatMap(invitation -> {
            Map<String, Object> model = new HashMap<>(more);
            model.put("token", token);
            model.put("email", proof.email().typed());
            invitation.ifPresent(link -> model.put("invitation", LandingPage.from(link, clock.instant())));
            String template = template(proof, known);
            return named(proof, model)
                    .flatMap(complete ->
                            template.equals(JOIN) ? judged(proof, invitation, complete) : Mono.just(complete))
                    .flatMap(complete -> pages.page(status, template, complete, proofCookie.create()));
        });
    }

    /** Who has a good link reads the mail to the address, and may know whether the invitation is for it. */
    private Mono<Map<String, Object>> judged(Proof proof, Optional<OpenedLink> invitation, Map<String, Object> model) {
        return Mono.justOrEmpty(invitation)
                .flatMap(link -> own.standing(proof.email(), link.invitation()))
                .filter(standing -> !standing.isInvited())
                .map(standing -> {
                    model.put("refused", standing.isCancelled() ? "refused.invitee-cancelled" : "refused.not-invited");
                    return model;
                })
                .defaultIfEmpty(model);
    }

    /** With the names with which the person is invited, to begin with. */
    private Mono<Map<String, Object>> named(Proof proof, Map<String, Object> model) {
        InvitationId invitation = proof.invitation();
        return invitation == null || model.containsKey("form")
                ? Mono.just(model)
                : people.named(invitation, proof.email())
                        .map(person -> {
                            model.put("form", person.form());
                            return model;
                        })
                        .defaultIfEmpty(model);
    }

    private Mono<Optional<OpenedLink>> invitation(Proof proof) {
        InvitationId invitation = proof.invitation();
        return invitation == null
                ? Mono.just(Optional.empty())
                : links.find(invitation)
                        .filter(link -> !link.invitation().isDeleted())
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty());
    }

    private static String template(Proof proof, boolean known) {
        return switch (proof.purpose()) {
            case PASSWORD -> "proof-password";
            case JOIN -> known ? "proof-sign-in" : JOIN;
            case SIGN_IN -> "proof-sign-in";
            case LINK_IDENTITY -> "proof-identity";
        };
    }

    /** Empty if the link was used before, or is good for nothing here. */
    Mono<ResponseEntity<String>> use(
            String token, Proving proving, boolean known, Form form, ServerWebExchange exchange) {
        return switch (proving.proof().purpose()) {
            case PASSWORD -> changePassword(token, proving, known, form, exchange);
            case JOIN -> known ? signIn(proving, exchange) : join(token, proving, form, exchange);
            case SIGN_IN -> signIn(proving, exchange);
            case LINK_IDENTITY -> Mono.empty();
        };
    }

    private Mono<ResponseEntity<String>> signIn(Proving proving, ServerWebExchange exchange) {
        return using.signIn(proving).flatMap(session -> goOn(session, proving.proof(), exchange));
    }

    private Mono<ResponseEntity<String>> goOn(NewSession session, Proof proof, ServerWebExchange exchange) {
        String otherwise = proof.purpose() == ProofPurpose.PASSWORD ? "/me?done=password" : "/";
        return invitation(proof)
                .map(invitation -> invitation
                        .map(ProofPages::joining)
                        .map(page -> afterSignIn.leadTo(page, exchange, cookie.of(session)))
                        .orElseGet(() -> afterSignIn.leadOn(otherwise, exchange, cookie.of(session))));
    }

    private Mono<ResponseEntity<String>> changePassword(
            String token, Proving proving, boolean known, Form form, ServerWebExchange exchange) {
        Proof proof = proving.proof();
        return passwords
                .refuses(form, proof.email().typed())
                .flatMap(refused -> refused
                        ? show(HttpStatus.UNPROCESSABLE_CONTENT, token, proof, known, form.model())
                        : using.changePassword(proving, form.password())
                                .flatMap(session -> goOn(session, proof, exchange)));
    }

    /** The seat, if it is wanted, is asked for first: nobody may lose it to the work for an account. */
    private Mono<ResponseEntity<String>> join(String token, Proving proving, Form form, ServerWebExchange exchange) {
        Proof proof = proving.proof();
        Names names = names(form);
        InvitationId accepted = accepted(proof, form);
        return passwords
                .refuses(form, proof.email().typed(), names.first(), names.last(), names.first() + " " + names.last())
                .flatMap(refused -> refused
                        ? show(HttpStatus.UNPROCESSABLE_CONTENT, token, proof, false, form.model())
                        : accepted == null
                                ? using.createAccount(proving, names, form.password())
                                        .flatMap(session -> goOn(session, proof, exchange))
                                : accept(token, proving, accepted, names, form, exchange));
    }

    /**
     * The invitation that is accepted with the form; null if none is. A form with a password may be one for another password,
     * which accepts nothing.
     */
    private static @Nullable InvitationId accepted(Proof proof, Form form) {
        return proof.purpose() == ProofPurpose.JOIN && !form.password().isEmpty() && !form.isTicked("accountOnly")
                ? proof.invitation()
                : null;
    }

    private static Names names(Form form) {
        return new Names(form.name("firstName"), form.name("lastName"));
    }

    private Mono<ResponseEntity<String>> accept(
            String token,
            Proving proving,
            InvitationId invitation,
            Names names,
            Form form,
            ServerWebExchange exchange) {
        Proof proof = proving.proof();
        return accepting
                .accept(proof.id().value(), invitation.toString(), proof.email(), names)
                .flatMap(answer -> switch (answer) {
                    case Accepting.Asked asked ->
                        pages.orAsked(using.createAccount(proving, names, form.password())
                                .map(session -> afterSignIn.leadTo(outcome(asked), exchange, cookie.of(session))));
                    case Accepting.NotAsked not -> {
                        form.refuse("accept", not.text());
                        yield show(not.status(), token, proof, false, form.model())
                                .map(page -> PageAnswers.tryAgain(page, not.retryAfter()));
                    }
                });
    }

    /**
     * On to where the first answer led, for a browser that has sent the form twice. Whoever accepted asks once more for the
     * seat, which gives them the same one. Empty if it has not used the link just now.
     */
    Mono<ResponseEntity<String>> goOn(Proving proving, Form form, ServerWebExchange exchange) {
        Proof proof = proving.proof();
        InvitationId accepted = accepted(proof, form);
        return using.signInAgain(proving)
                .flatMap(session -> accepted == null
                        ? goOn(session, proof, exchange)
                        : accepting
                                .accept(proof.id().value(), accepted.toString(), proof.email(), names(form))
                                .flatMap(answer -> switch (answer) {
                                    case Accepting.Asked asked ->
                                        Mono.just(afterSignIn.leadTo(outcome(asked), exchange, cookie.of(session)));
                                    case Accepting.NotAsked not -> goOn(session, proof, exchange);
                                }));
    }

    /** It was used, or is too old: where to get a new one. */
    Mono<ResponseEntity<String>> over(Proof proof) {
        return invitation(proof)
                .flatMap(invitation -> pages.page(
                        HttpStatus.GONE,
                        "notice",
                        Map.of(
                                "key",
                                "proof.over",
                                "link",
                                whereToAskAgain(proof, invitation),
                                "linkText",
                                "proof.over.again",
                                "account",
                                true)));
    }

    /** At the invitation, if there is one: a browser that does not know of it is to end there. */
    private static String whereToAskAgain(Proof proof, Optional<OpenedLink> invitation) {
        return invitation
                .map(ProofPages::joining)
                .orElse(
                        switch (proof.purpose()) {
                            case PASSWORD -> "/password";
                            case JOIN -> "/sign-up";
                            case SIGN_IN, LINK_IDENTITY -> "/sign-in";
                        });
    }

    private static String joining(OpenedLink link) {
        return "/i/" + link.invitation().code() + "/join";
    }

    private static String outcome(Accepting.Asked asked) {
        return "/a/" + asked.acceptance();
    }
}
