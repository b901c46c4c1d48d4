package io.usher.api.imports;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.api.http.streams.EventStreams;
import io.usher.api.invitations.AddedPerson.Outcome;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Tag(name = "Imports", description = "People are invited by a CSV file")
@RestController
@RequestMapping("/api/v1/imports/{import}")
class ImportController {

    private final FindingImports imports;
    private final EventStreams streams;

    ImportController(FindingImports imports, EventStreams streams) {
        this.imports = imports;
        this.streams = streams;
    }

    @Operation(
            summary = "Show an import",
            description = "Takes `invitations:read` or `invitations:write`. Kept for 40 days after its end.")
    @Takes(Action.READ_INVITATIONS)
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ImportBody> show(Caller caller, @PathVariable("import") String id) {
        return imports.find(caller, id(id)).map(ImportBody::from);
    }

    @Operation(
            summary = "List the rows of an import",
            description = "In the order of the file, those that have their outcome. Takes `invitations:read` or"
                    + " `invitations:write`. "
                    + Search.SHORT_PAGES)
    @Takes(Action.READ_INVITATIONS)
    @GetMapping(path = "/rows", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Page<ImportedRow>> rows(
            Caller caller,
            @PathVariable("import") String id,
            @Parameter(
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "new",
                                                "duplicate",
                                                "already-member",
                                                "known-account",
                                                "invalid"
                                            }))
                    @RequestParam(required = false)
                    @Nullable String outcome,
            @Parameter(description = "Part of a name or an address") @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        return imports.rows(caller, id(id), outcome(outcome), SearchText.of(q), page);
    }

    private static @Nullable Outcome outcome(@Nullable String name) {
        return name == null || name.isEmpty()
                ? null
                : OutcomeNames.named(name).orElseThrow(() -> Refusal.invalid("outcome", "is not known"));
    }

    @Operation(
            summary = "Follow an import until its end",
            description = "Server-sent events: `progress`, at most one a second, and `done` once it has ended, however"
                    + " it did; then the stream ends. Comments keep it alive. Takes `invitations:read` or"
                    + " `invitations:write`.")
    @ApiResponse(
            responseCode = "200",
            description = "The data of each event is the import as it is then",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = ImportBody.class)))
    @Takes(Action.READ_INVITATIONS)
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<ImportBody>> stream(Caller caller, @PathVariable("import") String id) {
        Flux<ServerSentEvent<ImportBody>> events =
                imports.follow(caller, id(id)).map(ImportController::event);
        return streams.to(caller, events, "reading");
    }

    private static ServerSentEvent<ImportBody> event(Import imported) {
        return ServerSentEvent.builder(ImportBody.from(imported))
                .event(imported.isFinished() ? "done" : "progress")
                .build();
    }

    @Operation(
            summary = "Stop an import",
            description = "Who is invited by then stays so. The same file sent again goes on with it. Takes"
                    + " `invitations:write`.")
    @ApiResponse(responseCode = "204", description = "It is stopped", content = @Content)
    @ApiResponse(responseCode = "409", description = "`import-ended`")
    @Takes(Action.CHANGE_INVITATIONS)
    @DeleteMapping
    Mono<ResponseEntity<Void>> stop(Caller caller, @PathVariable("import") String id) {
        return imports.stop(caller, id(id))
                .thenReturn(ResponseEntity.noContent().build());
    }

    /** What is no id names nothing. */
    private static UUID id(String text) {
        UUID id = Reference.of(text).id();
        if (id == null) {
            throw Refusal.notFound();
        }
        return id;
    }
}
