package io.usher.api.acceptances.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.acceptances.asking.Answer;
import io.usher.api.acceptances.asking.Answer.Refused;
import io.usher.api.acceptances.asking.AskingForSeats;
import io.usher.api.acceptances.asking.SeatRefusals;
import io.usher.api.acceptances.asking.SeatRequest;
import io.usher.api.commands.WaitPreference;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.idempotency.IdempotencyKey;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.problem.ProblemRendering;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.KnownPerson;
import io.usher.api.http.security.Takes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/invitations/{invitation}/acceptances", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Acceptances", description = "People ask for a seat, and what becomes of that")
class AcceptancesOfInvitation {

    private final AskingForSeats asking;
    private final ListingAcceptances listing;
    private final AskingMetrics metrics;
    private final ProblemRendering problems;
    private final JsonMapper json;

    AcceptancesOfInvitation(
            AskingForSeats asking,
            ListingAcceptances listing,
            AskingMetrics metrics,
            ProblemRendering problems,
            JsonMapper json) {
        this.asking = asking;
        this.listing = listing;
        this.metrics = metrics;
        this.problems = problems;
        this.json = json;
    }

    @Operation(
            summary = "Ask for a seat",
            description =
                    "Takes `acceptances:write` and a body. Without a body somebody asks for themselves, which takes no scope:"
                            + " whoever is signed in, with the address that they have proven and their own names, or has a token"
                            + " with an `email` and `email_verified: true`, for invitations of its organization. With"
                            + " `Prefer: wait=N` the answer is held for the decision, at most 30 seconds. Somebody who is"
                            + " sure not to get in is answered 409 with the reason as `code`, and no acceptance is left.")
    @ApiResponse(
            responseCode = "202",
            description = "The request is in the queue and will get exactly one decision",
            headers = @Header(name = "Location", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(implementation = PendingBody.class)))
    @ApiResponse(
            responseCode = "200",
            description = "The decision came while it was waited for",
            headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "Preference-Applied", schema = @Schema(type = "string"))
            },
            content = @Content(schema = @Schema(implementation = AcceptanceBody.class)))
    @ApiResponse(responseCode = "409", description = "Sure not to get in, for the reason that is the `code`")
    @Takes(value = Action.ASK_FOR_SEATS, exceptOwn = true)
    @PostMapping
    Mono<ResponseEntity<Object>> ask(
            Caller caller,
            @PathVariable String invitation,
            @RequestBody(required = false) @Nullable SeatRequestBody body,
            @RequestHeader(name = "Prefer", defaultValue = "") List<String> prefer,
            ServerWebExchange exchange) {
        IdempotencyKey key = IdempotencyKey.of(exchange.getRequest().getHeaders());
        Duration patience = WaitPreference.of(prefer);
        String idempotencyKey = key == null ? null : key.text();
        return metrics.measure(
                        body == null
                                ? askForOneself(caller, invitation, idempotencyKey, patience)
                                : asking.ask(caller, body.toRequest(invitation, idempotencyKey, patience)))
                .flatMap(answer -> answered(exchange, answer, patience));
    }

    /** As an error, a refusal would be handed from filter to filter, which is most of the work that a full invitation makes. */
    private Mono<ResponseEntity<Object>> answered(ServerWebExchange exchange, Answer answer, Duration patience) {
        return answer instanceof Refused refused && refused.refusal() instanceof Refusal.Conflict conflict
                ? problems.render(exchange, conflict).then(Mono.empty())
                : Mono.just(AnswerRendering.render(answer, patience));
    }

    private Mono<Answer> askForOneself(
            Caller caller, String invitation, @Nullable String idempotencyKey, Duration patience) {
        return KnownPerson.current()
                .switchIfEmpty(Mono.error(() -> Refusal.invalid("email", "is required")))
                .map(person -> new SeatRequest(
                        invitation,
                        person.provenAddress().orElseThrow(() -> SeatRefusals.EMAIL_UNVERIFIED),
                        person.firstName(),
                        person.lastName(),
                        idempotencyKey,
                        patience))
                .flatMap(request -> asking.askForOneselfIfVisible(caller, request));
    }

    @Operation(
            summary = "List the acceptances of an invitation in queue order",
            description = "Takes `acceptances:write` or `invitations:read`. Pending ones are listed with"
                    + " `outcome=pending` alone, and without further pages: their place is known with the decision. "
                    + Search.SHORT_PAGES + CsvExport.FORM)
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = AcceptancePage.class)),
                @Content(mediaType = CsvExport.MEDIA_TYPE, schema = @Schema(type = "string"))
            })
    @Takes(Action.LIST_ACCEPTANCES)
    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, CsvExport.MEDIA_TYPE})
    Mono<ResponseEntity<Flux<DataBuffer>>> list(
            Caller caller,
            @Parameter(hidden = true) ServerHttpRequest request,
            @PathVariable String invitation,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        return CsvExport.isWanted(request.getHeaders())
                ? CsvExport.ofPages(
                        "acceptances.csv",
                        AcceptanceBody.COLUMNS,
                        page,
                        one -> listing.list(caller, invitation, outcome, reason, q, one),
                        AcceptanceBody::cells)
                : listing.list(caller, invitation, outcome, reason, q, page)
                        .map(found -> CsvExport.json(json.writeValueAsString(found)));
    }

    /** For the document alone. */
    @Schema(name = "PageAcceptance")
    record AcceptancePage(
            List<AcceptanceBody> items, @Nullable String next) {}
}
