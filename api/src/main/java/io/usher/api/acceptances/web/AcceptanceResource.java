package io.usher.api.acceptances.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.contract.id.AcceptanceId;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/acceptances/{acceptance}")
@Tag(name = "Acceptances", description = "People ask for a seat, and what becomes of that")
class AcceptanceResource {

    /** Proxies close what is silent for longer. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final FollowingAcceptances following;

    AcceptanceResource(FollowingAcceptances following) {
        this.following = following;
    }

    @Operation(
            summary = "Show an acceptance",
            description = "What became of a request so far. Takes `acceptances:write` or `invitations:read`.")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<AcceptanceBody> get(Caller caller, @PathVariable String acceptance) {
        return following
                .find(caller, id(acceptance))
                .map(AcceptanceBody::from)
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    @Operation(
            summary = "Follow an acceptance until it is decided",
            description = "Server-sent events: `pending` unless it is decided already, then `decision`; then the stream"
                    + " ends. Comments keep it alive. Takes `acceptances:write` or `invitations:read`.")
    @ApiResponse(
            responseCode = "200",
            description = "The data of each event is the acceptance as it is then",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = AcceptanceBody.class)))
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<AcceptanceBody>> stream(Caller caller, @PathVariable String acceptance) {
        return following
                .follow(caller, id(acceptance))
                .map(AcceptanceResource::event)
                .switchIfEmpty(Flux.error(Refusal::notFound))
                .publish(events -> Flux.merge(events, heartbeats().takeUntilOther(events.ignoreElements())));
    }

    private static Flux<ServerSentEvent<AcceptanceBody>> heartbeats() {
        return Flux.interval(HEARTBEAT)
                .onBackpressureDrop()
                .map(tick -> ServerSentEvent.<AcceptanceBody>builder()
                        .comment("waiting")
                        .build());
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
