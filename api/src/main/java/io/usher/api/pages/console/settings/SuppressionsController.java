package io.usher.api.pages.console.settings;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.mails.HandlingSuppressions;
import io.usher.api.mails.SuppressionBody;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import java.util.HashMap;
import java.util.Map;
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

/** To whom an organization does not write. */
@Hidden
@RestController
@RequestMapping("/console/{org}/suppressions")
class SuppressionsController {

    private final HandlingSuppressions handling;
    private final ConsolePages pages;

    SuppressionsController(HandlingSuppressions handling, ConsolePages pages) {
        this.handling = handling;
        this.pages = pages;
    }

    @GetMapping
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "") String done,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.MANAGE_SUPPRESSIONS,
                visit -> handling.list(visit.caller(), visit.reference(), SearchText.of(q), page)
                        .flatMap(found -> {
                            Map<String, Object> model = new HashMap<>();
                            model.put(
                                    "suppressions",
                                    found.items().stream()
                                            .map(SuppressionBody::from)
                                            .toList());
                            model.put("next", ConsolePages.next(request, found.next()));
                            model.put("q", q);
                            model.put("done", "removed".equals(done) ? done : null);
                            return pages.show(visit, HttpStatus.OK, "suppressions", model);
                        }));
    }

    /** Soon the organization may write to the address again. */
    @PostMapping
    Mono<ResponseEntity<String>> remove(@PathVariable("org") String organization, ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.MANAGE_SUPPRESSIONS,
                visit -> Form.of(exchange)
                        .flatMap(form -> {
                            String address = form.optional("address");
                            return handling.remove(visit.caller(), visit.reference(), address == null ? "" : address);
                        })
                        .thenReturn(PageAnswers.seeOther(visit.home() + "/suppressions?done=removed")));
    }
}
