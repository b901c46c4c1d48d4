package io.usher.api.pages.console;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.organizations.BuiltInRole;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.FoundingOrganizations;
import io.usher.api.organizations.FoundingOrganizations.Terms;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.Plan;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Leads to the organization that somebody works for. The platform sees all of them, and founds others. */
@Hidden
@RestController
class OrganizationsController {

    private static final String ALL = "/console/" + Visit.PLATFORM + "/organizations";

    private final FindingOrganizations finding;
    private final FoundingOrganizations founding;
    private final PageRendering pages;

    OrganizationsController(FindingOrganizations finding, FoundingOrganizations founding, PageRendering pages) {
        this.finding = finding;
        this.founding = founding;
        this.pages = pages;
    }

    /** Straight on for who has one organization. */
    @GetMapping("/console")
    Mono<ResponseEntity<String>> choose(
            @RequestParam(required = false) @Nullable String q, PageRequest page, ServerHttpRequest request) {
        return pages.signedIn(person -> person.caller().isPlatform()
                ? Mono.just(PageAnswers.seeOther(ALL))
                : finding.whereActive(person.caller(), SearchText.of(q), page)
                        .flatMap(found -> isOne(found, q, page)
                                ? Mono.just(PageAnswers.seeOther(
                                        Visit.home(found.items().getFirst())))
                                : list(found, person, request)));
    }

    private static boolean isOne(Page<Organization> found, @Nullable String q, PageRequest page) {
        return found.items().size() == 1 && found.next() == null && q == null && page.last() == null;
    }

    @GetMapping(ALL)
    Mono<ResponseEntity<String>> all(
            @RequestParam(required = false) @Nullable String q, PageRequest page, ServerHttpRequest request) {
        return pages.signedIn(person -> {
            person.caller().onPlatform().require(Action.FOUND_ORGANIZATIONS);
            return finding.list(person.caller(), SearchText.of(q), page).flatMap(found -> list(found, person, request));
        });
    }

    private Mono<ResponseEntity<String>> list(Page<Organization> found, SignedIn person, ServerHttpRequest request) {
        Map<String, Object> model = new HashMap<>();
        model.put("organizations", found.items());
        model.put("homes", found.items().stream().map(Visit::home).toList());
        model.put("q", request.getQueryParams().getOrDefault("q", List.of("")).getFirst());
        model.put("next", ConsolePages.next(request, found.next()));
        model.put("console", true);
        model.put("platform", person.caller().isPlatform());
        return pages.page(HttpStatus.OK, "console/organizations", model);
    }

    @GetMapping(ALL + "/new")
    Mono<ResponseEntity<String>> form() {
        return pages.signedIn(person -> {
            person.caller().onPlatform().require(Action.FOUND_ORGANIZATIONS);
            return form(HttpStatus.OK, List.of(), Map.of());
        });
    }

    private Mono<ResponseEntity<String>> form(HttpStatus status, List<String> ticked, Map<String, Object> form) {
        Map<String, Object> model = new HashMap<>(form);
        model.put(
                "roles",
                Arrays.stream(BuiltInRole.values()).map(BuiltInRole::roleName).toList());
        model.put("ticked", ticked);
        return pages.page(status, "console/organization-new", model);
    }

    @PostMapping(ALL + "/new")
    Mono<ResponseEntity<String>> found(ServerWebExchange exchange) {
        return pages.signedIn(person -> Form.of(exchange).flatMap(form -> found(person, form)));
    }

    private Mono<ResponseEntity<String>> found(SignedIn person, Form form) {
        List<String> roles = form.all("roles");
        Terms terms = new Terms(
                form.optional("name"), new Plan(form.number("seats"), roles.isEmpty() ? null : roles), null, null);
        return form.isRefused()
                ? again(HttpStatus.UNPROCESSABLE_CONTENT, roles, form)
                : ConsolePages.orAgain(
                        form,
                        Mono.defer(() -> founding.found(person.caller(), form.optional("slug"), terms))
                                .map(made -> PageAnswers.seeOther(Visit.home(made))),
                        status -> again(status, roles, form));
    }

    private Mono<ResponseEntity<String>> again(HttpStatus status, List<String> ticked, Form form) {
        return form(status, ticked, form.model());
    }
}
