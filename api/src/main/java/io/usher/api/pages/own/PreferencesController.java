package io.usher.api.pages.own;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.PreferenceCookies;
import io.usher.api.pages.Preferences;
import io.usher.api.pages.landing.InvitationCookie;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** How pages look in a browser, whoever is signed in there. */
@Hidden
@RestController
class PreferencesController {

    private final PreferenceCookies cookies;
    private final InvitationCookie invitation;
    private final PageRendering pages;

    PreferencesController(PreferenceCookies cookies, InvitationCookie invitation, PageRendering pages) {
        this.cookies = cookies;
        this.invitation = invitation;
        this.pages = pages;
    }

    @GetMapping("/preferences")
    Mono<ResponseEntity<String>> form() {
        return pages.orRefusal(pages.page(HttpStatus.OK, "preferences", Map.of("languages", Preferences.LANGUAGES)));
    }

    /** Leads back to the invitation that somebody came from, or to the beginning. What is unknown is not kept. */
    @PostMapping("/preferences")
    Mono<ResponseEntity<String>> keep(ServerWebExchange exchange) {
        return pages.orRefusal(Form.of(exchange)
                .map(form -> PageAnswers.seeOther(
                        invitation.code(exchange).map(code -> "/i/" + code).orElse("/"),
                        cookies.language(Preferences.language(form.text("language"))
                                .map(Locale::toLanguageTag)
                                .orElse(null)),
                        cookies.theme(Preferences.theme(form.text("theme")).orElse(null)))));
    }
}
