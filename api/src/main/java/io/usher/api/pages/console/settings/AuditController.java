package io.usher.api.pages.console.settings;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.audit.Audited;
import io.usher.api.history.EntryFilter;
import io.usher.api.history.ReadingHistory;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who did what, on what, when and from where. */
@Hidden
@RestController
class AuditController {

    private final ReadingHistory history;
    private final ConsolePages pages;

    AuditController(ReadingHistory history, ConsolePages pages) {
        this.history = history;
        this.pages = pages;
    }

    /** A filter that is none is said at its field. */
    @GetMapping("/console/{org}/audit")
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization, PageRequest page, ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_AUDIT,
                visit -> Mono.fromSupplier(() -> EntryFilter.ofDays(request))
                        .flatMap(filter -> history.open(visit.caller(), visit.reference())
                                .flatMap(log -> history.list(log, filter, page)))
                        .flatMap(found -> {
                            Map<String, Object> model = new HashMap<>();
                            model.put("entries", found.items());
                            model.put("next", ConsolePages.next(request, found.next()));
                            return show(visit, HttpStatus.OK, request, model);
                        })
                        .onErrorResume(
                                Refusal.Invalid.class,
                                wrong -> show(
                                        visit,
                                        HttpStatus.UNPROCESSABLE_CONTENT,
                                        request,
                                        Map.of("entries", List.of(), "errors", ConsolePages.errors(wrong)))));
    }

    private Mono<ResponseEntity<String>> show(
            Visit visit, HttpStatus status, ServerHttpRequest request, Map<String, Object> found) {
        Map<String, Object> model = new HashMap<>(found);
        model.put("filter", request.getQueryParams().toSingleValueMap());
        model.put("file", file(visit, request));
        model.put("actors", new TreeSet<>(Audited.ACTORS));
        model.put("kinds", new TreeSet<>(Audited.SUBJECTS));
        return pages.show(visit, status, "audit", model);
    }

    /** With the same filters. */
    private static String file(Visit visit, ServerHttpRequest request) {
        String query = UriComponentsBuilder.fromUri(request.getURI())
                .replaceQueryParam("cursor")
                .replaceQueryParam("limit")
                .build()
                .getQuery();
        return visit.home() + "/audit.csv" + (query == null ? "" : "?" + query);
    }

    /** All that the filters leave. */
    @GetMapping("/console/{org}/audit.csv")
    Mono<ResponseEntity<Flux<DataBuffer>>> export(@PathVariable("org") String organization, ServerHttpRequest request) {
        return pages.download(
                organization,
                Action.READ_AUDIT,
                visit -> history.open(visit.caller(), visit.reference())
                        .map(log -> history.export(log, EntryFilter.ofDays(request))));
    }
}
