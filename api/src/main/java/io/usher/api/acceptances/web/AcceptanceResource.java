package io.usher.api.acceptances.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.asking.WithdrawingAcceptances;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.commands.WaitPreference;
import io.usher.api.http.idempotency.IdempotencyKey;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.KnownPerson;
import io.usher.api.http.security.Takes;
import io.usher.api.http.streams.EventStreams;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/acceptances/{acceptance}")
@Tag(name = "Acceptances", description = "People ask for a seat, and what becomes of that")
class AcceptanceResource {

    private final FollowingAcceptances following;
    private final WithdrawingAcceptances withdrawing;
    private final RepeatablePosts posts;
    private final EventStreams streams;

    AcceptanceResource(
            FollowingAcceptances following,
            WithdrawingAcceptances withdrawing,
            RepeatablePosts posts,
            EventStreams streams) {
        this.following = following;
        this.withdrawing = withdrawing;
        this.posts = posts;
        this.streams = streams;
    }

    @Operation(
            summary = "Show an acceptance",
            description = "What became of a request so far. Takes `acceptances:write` or `invitations:read`; people see"
                    + " their own.")
    @Takes(value = Action.FOLLOW_ACCEPTANCES, exceptOwn = true)
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<AcceptanceBody> get(Caller caller, @PathVariable String acceptance) {
        return own().flatMap(own -> following.find(caller, own, id(acceptance)))
                .map(AcceptanceBody::from)
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    @Operation(
            summary = "Withdraw an acceptance",
            description = "Gives a seat or a place on the waiting list back. Takes `acceptances:write`; people withdraw"
                    + " their own. The answer is held for the decision, 5 seconds or as long as `Prefer: wait=N` says, at most 30. What was"
                    + " rejected, is withdrawn already or whose membership has ended is refused with `not-withdrawable`, and what would leave the"
                    + " organization without an admin with `last-admin`.")
    @ApiResponse(
            responseCode = "200",
            description = "It is withdrawn",
            content = @Content(schema = @Schema(implementation = AcceptanceBody.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Not decided yet; `Location` will show the decision. The body is the acceptance as before",
            headers = @Header(name = "Location", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(implementation = AcceptanceBody.class)))
    @ApiResponse(responseCode = "409", description = "`not-withdrawable` or `last-admin`")
    @Takes(value = Action.ASK_FOR_SEATS, exceptOwn = true)
    @PostMapping(path = "/withdraw", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<AcceptanceBody>> withdraw(
            Caller caller,
            @PathVariable String acceptance,
            @RequestHeader(name = "Prefer", defaultValue = "") List<String> prefer,
            ServerHttpRequest request) {
        IdempotencyKey key = IdempotencyKey.of(request.getHeaders());
        Duration patience = WaitPreference.of(prefer, WaitPreference.USUAL_OF_CHANGES);
        return own().flatMap(own -> withdrawing.withdraw(
                        caller,
                        own,
                        id(acceptance),
                        key == null ? null : key.text(),
                        posts.reserve(request, caller),
                        patience))
                .map(found -> (found.outcome() == Outcome.WITHDRAWN
                                ? ResponseEntity.ok()
                                : ResponseEntity.accepted().location(URI.create("/api/v1/acceptances/" + found.id())))
                        .body(AcceptanceBody.from(found)));
    }

    @Operation(
            summary = "Follow an acceptance until it is decided",
            description = "Server-sent events: `pending` unless it is decided already, then `decision`; then the stream"
                    + " ends. Comments keep it alive. Takes `acceptances:write` or `invitations:read`; people"
                    + " follow their own.")
    @ApiResponse(
            responseCode = "200",
            description = "The data of each event is the acceptance as it is then",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = AcceptanceBody.class)))
    @Takes(value = Action.FOLLOW_ACCEPTANCES, exceptOwn = true)
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<AcceptanceBody>> stream(Caller caller, @PathVariable String acceptance) {
        Flux<ServerSentEvent<AcceptanceBody>> events = own().flatMapMany(
                        own -> following.follow(caller, own, id(acceptance)))
                .map(AcceptanceResource::event)
                .switchIfEmpty(Flux.error(Refusal::notFound));
        return streams.to(caller, events, "waiting");
    }

    /** The address that the person who asks has proven. */
    private static Mono<Optional<EmailAddress>> own() {
        return KnownPerson.current().map(KnownPerson::provenAddress).defaultIfEmpty(Optional.empty());
    }

    private static ServerSentEvent<AcceptanceBody> event(Acceptance acceptance) {
        String name = acceptance.outcome() == Outcome.PENDING ? "pending" : "decision";
        return ServerSentEvent.builder(AcceptanceBody.from(acceptance))
                .event(name)
                .id(acceptance.id() + "." + name)
                .build();
    }

    /** What is no id names nothing. */
    private static AcceptanceId id(String text) {
        try {
            return new AcceptanceId(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            throw Refusal.notFound();
        }
    }
}
