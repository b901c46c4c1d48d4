package io.usher.api.pages.console.settings;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.audit.Audited;
import io.usher.api.audit.RefusedAttempts;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Permission;
import io.usher.api.keys.IssuingKeys;
import io.usher.api.keys.IssuingKeys.Draft;
import io.usher.api.keys.IssuingKeys.Issue;
import io.usher.api.keys.KeyBody;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The keys of an organization. A secret is shown in the answer that makes it, and never again: a form makes one key, however
 * often it is sent.
 */
@Hidden
@RestController
@RequestMapping("/console/{org}/keys")
class KeysController {

    private final IssuingKeys keys;
    private final RefusedAttempts attempts;
    private final ConsolePages pages;
    private final Supplier<UUID> ids;

    KeysController(IssuingKeys keys, RefusedAttempts attempts, ConsolePages pages, Supplier<UUID> ids) {
        this.keys = keys;
        this.attempts = attempts;
        this.pages = pages;
        this.ids = ids;
    }

    @GetMapping
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "") String done,
            PageRequest page,
            ServerHttpRequest request) {
        Map<String, Object> more = new HashMap<>();
        more.put("done", List.of("revoked", "once").contains(done) ? done : null);
        return pages.open(
                organization, Action.MANAGE_KEYS, visit -> list(visit, HttpStatus.OK, q, page, more, request));
    }

    private Mono<ResponseEntity<String>> list(
            Visit visit,
            HttpStatus status,
            @Nullable String q,
            PageRequest page,
            Map<String, Object> more,
            ServerHttpRequest request) {
        return keys.list(visit.caller(), visit.reference(), SearchText.of(q), page)
                .flatMap(found -> {
                    Map<String, Object> model = new HashMap<>(more);
                    model.put("keys", found.items().stream().map(KeyBody::from).toList());
                    model.put("newKey", ids.get());
                    model.put("next", ConsolePages.next(request, found.next()));
                    model.put("q", q);
                    model.put(
                            "scopes",
                            Permission.scopesOfOrganizations().stream()
                                    .filter(visit.rights()::mayIssue)
                                    .map(Permission::wireName)
                                    .toList());
                    return pages.show(visit, status, "keys", model);
                });
    }

    @PostMapping
    Mono<ResponseEntity<String>> issue(
            @PathVariable("org") String organization, PageRequest page, ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.MANAGE_KEYS,
                visit -> Form.of(exchange).flatMap(form -> issue(visit, form, page, exchange.getRequest())));
    }

    private Mono<ResponseEntity<String>> issue(Visit visit, Form form, PageRequest page, ServerHttpRequest request) {
        List<String> scopes = form.all("scopes");
        Draft draft = new Draft(form.optional("name"), new ArrayList<>(scopes), form.instant("expiresAt"));
        Map<String, Object> typed = new HashMap<>(form.model());
        typed.put("ticked", scopes);
        if (form.isRefused()) {
            return list(visit, HttpStatus.UNPROCESSABLE_CONTENT, null, page, typed, request);
        }
        Mono<ResponseEntity<String>> issued = attempts.keep(
                        visit.caller(),
                        visit.reference(),
                        Audited.API_KEY,
                        draft.name(),
                        draft,
                        issue(visit, form, draft))
                .map(KeyBody::from)
                .flatMap(made -> list(visit, HttpStatus.OK, null, page, Map.of("made", made), request))
                .switchIfEmpty(Mono.fromSupplier(() -> back(visit, "once")));
        return ConsolePages.orAgain(form, issued, status -> {
            typed.putAll(form.model());
            return list(visit, status, null, page, typed, request);
        });
    }

    private Mono<Issue> issue(Visit visit, Form form, Draft draft) {
        UUID id = Reference.of(form.typed("newKey")).id();
        return id == null
                ? keys.issue(visit.caller(), visit.reference(), draft)
                : keys.issueOnce(visit.caller(), visit.reference(), draft, id);
    }

    private static ResponseEntity<String> back(Visit visit, String done) {
        return PageAnswers.seeOther(visit.home() + "/keys?done=" + done);
    }

    @PostMapping("/{key}/revoke")
    Mono<ResponseEntity<String>> revoke(@PathVariable("org") String organization, @PathVariable("key") String key) {
        return pages.open(
                organization,
                Action.MANAGE_KEYS,
                visit -> attempts.keep(
                                visit.caller(),
                                visit.reference(),
                                Audited.API_KEY,
                                key,
                                null,
                                keys.revoke(visit.caller(), visit.reference(), key))
                        .thenReturn(back(visit, "revoked")));
    }
}
