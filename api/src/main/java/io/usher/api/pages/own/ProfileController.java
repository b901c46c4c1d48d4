package io.usher.api.pages.own;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.accounts.signing.Names;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.PreferenceCookies;
import io.usher.api.pages.Preferences;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Names of whoever is signed in, and how pages and mails are to be for them. */
@Hidden
@RestController
class ProfileController {

    private final Accounts accounts;
    private final Sessions sessions;
    private final PreferenceCookies cookies;
    private final PageRendering pages;

    ProfileController(Accounts accounts, Sessions sessions, PreferenceCookies cookies, PageRendering pages) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.cookies = cookies;
        this.pages = pages;
    }

    @GetMapping("/me/profile")
    Mono<ResponseEntity<String>> profile() {
        return pages.signedIn(person -> show(
                HttpStatus.OK,
                Map.of(
                        "form",
                        Map.of(
                                "firstName",
                                        Optional.ofNullable(person.firstName()).orElse(""),
                                "lastName",
                                        Optional.ofNullable(person.lastName()).orElse("")))));
    }

    private Mono<ResponseEntity<String>> show(HttpStatus status, Map<String, Object> form) {
        Map<String, Object> model = new HashMap<>(form);
        model.put("languages", Preferences.LANGUAGES);
        return pages.page(status, "profile", model);
    }

    @PostMapping("/me/profile")
    Mono<ResponseEntity<String>> keep(ServerWebExchange exchange) {
        return pages.signedIn(person -> Form.of(exchange).flatMap(form -> keep(person, form)));
    }

    private Mono<ResponseEntity<String>> keep(SignedIn person, Form form) {
        Names names = new Names(form.name("firstName"), form.name("lastName"));
        if (form.isRefused()) {
            return show(HttpStatus.UNPROCESSABLE_CONTENT, form.model());
        }
        String language = Preferences.language(form.text("language"))
                .map(Locale::toLanguageTag)
                .orElse(person.locale());
        return accounts.setProfile(person.account(), names.firstOrNull(), names.lastOrNull(), language)
                .doOnSuccess(kept -> sessions.changed(person))
                .thenReturn(PageAnswers.seeOther(
                        "/me?done=profile",
                        cookies.language(language),
                        cookies.theme(Preferences.theme(form.text("theme")).orElse(null))));
    }
}
