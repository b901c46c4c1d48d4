package io.usher.api.history;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@Tag(name = "Audit", description = "Who did what, when, from where")
@ApiResponse(
        responseCode = "200",
        content = {
            @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = HistoryController.AuditPage.class)),
            @Content(
                    mediaType = CsvExport.MEDIA_TYPE,
                    schema = @Schema(type = "string"),
                    examples = @ExampleObject("id,at,actorKind,…"))
        })
@RestController
@RequestMapping(
        path = "/api/v1",
        produces = {MediaType.APPLICATION_JSON_VALUE, CsvExport.MEDIA_TYPE})
class HistoryController {

    private static final String FORMS =
            " The newest first. With `Accept: text/csv` all that the filters leave, in one file, without pages."
                    + " Requests that changed nothing have no entry; those that were refused have one if they were about"
                    + " keys or roles: `api-key.refused`, `role.refused`, `member.refused`.";

    private final ReadingHistory history;
    private final JsonMapper json;

    HistoryController(ReadingHistory history, JsonMapper json) {
        this.history = history;
        this.json = json;
    }

    @Operation(
            summary = "List audit entries",
            description = "Takes `members:write`, or the platform's `organizations:write`." + FORMS)
    @Takes(Action.READ_AUDIT)
    @GetMapping("/organizations/{org}/audit")
    Mono<ResponseEntity<Flux<DataBuffer>>> list(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("org") String organization,
            PageRequest page,
            EntryFilter filter) {
        return answer(caller, request, organization, page, filter);
    }

    @Operation(
            summary = "List platform audit entries",
            description =
                    "What belongs to no organization, such as keys of the platform, dead letters, and who signed in"
                            + " (`account.signed-in`) or was refused (`account.sign-in-refused`: of attempts for one address from"
                            + " one network one in 15 minutes, without a name if the address has no account). Takes"
                            + " `ops` or `organizations:write` of the platform." + FORMS)
    @Takes(Action.READ_PLATFORM_AUDIT)
    @GetMapping("/audit")
    Mono<ResponseEntity<Flux<DataBuffer>>> listOfPlatform(
            Caller caller, ServerHttpRequest request, PageRequest page, EntryFilter filter) {
        return answer(caller, request, null, page, filter);
    }

    private Mono<ResponseEntity<Flux<DataBuffer>>> answer(
            Caller caller,
            ServerHttpRequest request,
            @Nullable String organization,
            PageRequest page,
            EntryFilter filter) {
        return history.open(caller, organization)
                .flatMap(log -> CsvExport.isWanted(request.getHeaders())
                        ? Mono.just(history.export(log, filter))
                        : history.list(log, filter, page)
                                .map(found -> CsvExport.json(json.writeValueAsString(AuditPage.from(found)))));
    }

    record AuditPage(List<Entry> items, @Nullable String next) {

        static AuditPage from(Page<Entry> page) {
            return new AuditPage(page.items(), page.next());
        }
    }
}
