package io.usher.api.pages.console.settings;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.history.EntryFilter;
import io.usher.api.history.ReadingHistory;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.pages.console.ConsolePages;
import java.util.HashMap;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
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

    @GetMapping("/console/{org}/audit")
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization, EntryFilter filter, PageRequest page, ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_AUDIT,
                visit -> history.open(visit.caller(), visit.reference())
                        .flatMap(log -> history.list(log, filter, page))
                        .flatMap(found -> {
                            Map<String, Object> model = new HashMap<>();
                            model.put("entries", found.items());
                            model.put("next", ConsolePages.next(request, found.next()));
                            model.put("filter", request.getQueryParams().toSingleValueMap());
                            return pages.show(visit, HttpStatus.OK, "audit", model);
                        }));
    }

    /** All that the filters leave. */
    @GetMapping("/console/{org}/audit.csv")
    Mono<ResponseEntity<Flux<DataBuffer>>> export(@PathVariable("org") String organization, EntryFilter filter) {
        return pages.download(
                organization,
                Action.READ_AUDIT,
                visit -> history.open(visit.caller(), visit.reference()).map(log -> history.export(log, filter)));
    }
}
