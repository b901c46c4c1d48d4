package io.usher.api.pages.own;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.accounts.signing.DeletingAccounts;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.ReturnCookie;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.PageSettings;
import io.usher.api.pages.landing.InvitationCookie;
import io.usher.api.people.LeavingEverything;
import io.usher.contract.address.EmailAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The end of an account, after its owner has left all organizations and waiting lists by it. */
@Hidden
@RestController
class DeletionController {

    private final LeavingEverything leaving;
    private final DeletingAccounts deleting;
    private final SessionCookie session;
    private final InvitationCookie invitation;
    private final ReturnCookie asked;
    private final PageRendering pages;
    private final Clock clock;
    private final PageSettings settings;

    DeletionController(
            LeavingEverything leaving,
            DeletingAccounts deleting,
            SessionCookie session,
            InvitationCookie invitation,
            ReturnCookie asked,
            PageRendering pages,
            Clock clock,
            PageSettings settings) {
        this.leaving = leaving;
        this.deleting = deleting;
        this.session = session;
        this.invitation = invitation;
        this.asked = asked;
        this.pages = pages;
        this.clock = clock;
        this.settings = settings;
    }

    @GetMapping("/me/delete")
    Mono<ResponseEntity<String>> form() {
        return pages.signedIn(person -> show(person, HttpStatus.OK, Map.of()));
    }

    private Mono<ResponseEntity<String>> show(SignedIn person, HttpStatus status, Map<String, Object> form) {
        return leaving.needing(person).flatMap(needing -> {
            Map<String, Object> model = new HashMap<>(form);
            model.put("recent", person.isRecentAt(clock.instant()));
            model.put("needing", needing);
            return person.isRecentAt(clock.instant())
                    ? pages.pageToComeBackTo(status, "delete", model)
                    : pages.pageToComeBackTo(status, "delete", model, invitation.none());
        });
    }

    /** Takes a sign-in within the last 15 minutes. Nothing is changed while an organization has no other administrator. */
    @PostMapping("/me/delete")
    Mono<ResponseEntity<String>> delete(ServerWebExchange exchange) {
        return pages.signedIn(person -> Form.of(exchange).flatMap(form -> delete(person, form)));
    }

    private Mono<ResponseEntity<String>> delete(SignedIn person, Form form) {
        if (!isTyped(person, form)) {
            form.refuse("email", "error.other-address");
            return show(person, HttpStatus.UNPROCESSABLE_CONTENT, form.model());
        }
        return leaving.needing(person)
                .map(List::isEmpty)
                .flatMap(free -> free && person.isRecentAt(clock.instant())
                        ? delete(person)
                        : show(person, HttpStatus.CONFLICT, Map.of()));
    }

    private static boolean isTyped(SignedIn person, Form form) {
        return EmailAddress.parse(form.text("email"))
                .filter(typed -> typed.normal().equals(person.email().normal()))
                .isPresent();
    }

    private Mono<ResponseEntity<String>> delete(SignedIn person) {
        return leaving.leave(person, settings.decisionWithin())
                .flatMap(left -> left
                        ? deleting.delete(person.account())
                                .thenReturn(PageAnswers.seeOther(
                                        "/deleted", session.none(), invitation.none(), asked.none()))
                        : pages.notice(HttpStatus.ACCEPTED, "delete.pending", "/me/delete", "delete.again"))
                // Somebody else has left meanwhile.
                .onErrorResume(Refusal.Conflict.class, refused -> show(person, HttpStatus.CONFLICT, Map.of()));
    }

    @GetMapping("/deleted")
    Mono<ResponseEntity<String>> deleted() {
        return pages.orRefusal(pages.notice(HttpStatus.OK, "deleted", "/", "home.title"));
    }
}
