package io.usher.api.pages.console.settings;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.security.Action;
import io.usher.api.organizations.FoundingOrganizations;
import io.usher.api.organizations.FoundingOrganizations.Terms;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What an organization is called, and the language and the reply address of its mails. Its short name stays: links to its pages have it. */
@Hidden
@RestController
@RequestMapping("/console/{org}/settings")
class SettingsController {

    private final FoundingOrganizations founding;
    private final ConsolePages pages;

    SettingsController(FoundingOrganizations founding, ConsolePages pages) {
        this.founding = founding;
        this.pages = pages;
    }

    @GetMapping
    Mono<ResponseEntity<String>> show(
            @PathVariable("org") String organization, @RequestParam(defaultValue = "") String done) {
        Map<String, Object> more = new HashMap<>();
        more.put("done", "changed".equals(done) ? done : null);
        return pages.open(
                organization, Action.CHANGE_SETTINGS, visit -> pages.show(visit, HttpStatus.OK, "settings", more));
    }

    @PostMapping
    Mono<ResponseEntity<String>> change(@PathVariable("org") String organization, ServerWebExchange exchange) {
        return pages.open(
                organization, Action.CHANGE_SETTINGS, visit -> Form.of(exchange).flatMap(form -> change(visit, form)));
    }

    private Mono<ResponseEntity<String>> change(Visit visit, Form form) {
        return ConsolePages.orAgain(
                form,
                founding.change(
                                visit.caller(),
                                visit.organization().id(),
                                current -> new Terms(
                                        form.optional("name"),
                                        current.plan(),
                                        form.optional("locale"),
                                        form.optional("replyTo")))
                        .map(changed -> PageAnswers.seeOther(visit.home() + "/settings?done=changed")),
                status -> pages.show(visit, status, "settings", form.model()));
    }
}
