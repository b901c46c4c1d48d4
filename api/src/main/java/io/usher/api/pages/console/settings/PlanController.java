package io.usher.api.pages.console.settings;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.granting.ChoosingGrantables;
import io.usher.api.http.security.Action;
import io.usher.api.organizations.FoundingOrganizations;
import io.usher.api.organizations.FoundingOrganizations.Terms;
import io.usher.api.organizations.Plan;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

/** What an organization has bought. The platform changes it. */
@Hidden
@RestController
@RequestMapping("/console/{org}/plan")
class PlanController {

    private final FoundingOrganizations founding;
    private final ChoosingGrantables choosing;
    private final ConsolePages pages;

    PlanController(FoundingOrganizations founding, ChoosingGrantables choosing, ConsolePages pages) {
        this.founding = founding;
        this.choosing = choosing;
        this.pages = pages;
    }

    @GetMapping
    Mono<ResponseEntity<String>> show(
            @PathVariable("org") String organization, @RequestParam(defaultValue = "") String done) {
        Map<String, Object> more = new HashMap<>();
        more.put("done", "changed".equals(done) ? done : null);
        return pages.open(organization, Action.READ_ORGANIZATION, visit -> {
            Plan plan = visit.organization().plan();
            return show(visit, HttpStatus.OK, plan.roles() == null ? List.of() : plan.roles(), more);
        });
    }

    private Mono<ResponseEntity<String>> show(
            Visit visit, HttpStatus status, List<String> ticked, Map<String, Object> more) {
        return choosing.of(visit.caller(), visit.organization()).flatMap(choices -> {
            Map<String, Object> model = new HashMap<>(more);
            model.put("choices", choices);
            model.put(
                    "ticked",
                    ticked.stream().map(role -> role.toLowerCase(Locale.ROOT)).toList());
            return pages.show(visit, status, "plan", model);
        });
    }

    @PostMapping
    Mono<ResponseEntity<String>> change(@PathVariable("org") String organization, ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.FOUND_ORGANIZATIONS,
                visit -> Form.of(exchange).flatMap(form -> change(visit, form)));
    }

    private Mono<ResponseEntity<String>> change(Visit visit, Form form) {
        List<String> roles = form.all("roles");
        Plan plan = new Plan(form.number("seats"), roles.isEmpty() ? null : roles);
        return form.isRefused()
                ? show(visit, HttpStatus.UNPROCESSABLE_CONTENT, roles, form.model())
                : ConsolePages.orAgain(
                        form,
                        founding.change(
                                        visit.caller(),
                                        visit.organization().id(),
                                        current -> new Terms(
                                                form.optional("name"), plan, current.locale(), current.replyTo()))
                                .map(changed -> PageAnswers.seeOther(visit.home() + "/plan?done=changed")),
                        status -> show(visit, status, roles, form.model()));
    }
}
