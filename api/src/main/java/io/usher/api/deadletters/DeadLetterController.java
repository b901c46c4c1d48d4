package io.usher.api.deadletters;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.deadletters.ReplayingDeadLetters.ReplayProgress;
import io.usher.api.deadletters.ReplayingDeadLetters.ReplayResult;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.json.MergePatch;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

@Tag(
        name = "Dead letters",
        description =
                "Records that a program set aside because it could not read them. They are kept for 30 days. All of"
                        + " this takes a key of the platform with `ops`")
@RestController
@RequestMapping(path = "/api/v1/ops/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
class DeadLetterController {

    private final HandlingDeadLetters handling;
    private final ReplayingDeadLetters replaying;
    private final MergePatch patches;
    private final RepeatablePosts posts;

    DeadLetterController(
            HandlingDeadLetters handling, ReplayingDeadLetters replaying, MergePatch patches, RepeatablePosts posts) {
        this.handling = handling;
        this.replaying = replaying;
        this.patches = patches;
        this.posts = posts;
    }

    @Operation(
            summary = "List dead letters",
            description = "The newest first, without their records. A record appears here a second or two after it was"
                    + " set aside, once, however often that happened.")
    @Takes(Action.HANDLE_DEAD_LETTERS)
    @GetMapping
    Mono<Page<DeadLetterBody>> list(
            Caller caller,
            @Parameter(description = "The topic that the record was on", example = "onboarding.acceptances.requested")
                    @RequestParam(required = false)
                    @Nullable String topic,
            @Parameter(description = "Part of the reason") @RequestParam(required = false) @Nullable String reason,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"waiting", "replayed", "deleted"}))
                    @RequestParam(required = false)
                    @Nullable String state,
            @Parameter(description = "Part of the reason, the key or a payload that is text")
                    @RequestParam(required = false)
                    @Nullable String q,
            PageRequest page) {
        HandlingDeadLetters.require(caller);
        return handling.list(caller, DeadLetterFilter.of(topic, reason, state, q), page)
                .map(found -> found.map(DeadLetterBody::from));
    }

    @Operation(summary = "Show a dead letter", description = "With its record.")
    @Takes(Action.HANDLE_DEAD_LETTERS)
    @GetMapping("/{id}")
    Mono<DeadLetterDetails> show(Caller caller, @PathVariable("id") String letter) {
        return handling.find(caller, letter).map(DeadLetterDetails::from);
    }

    @Operation(
            summary = "Change the payload of a dead letter",
            description = "A JSON merge patch, for a record that is to be replayed corrected. Refused with"
                    + " `dead-letter-not-waiting` if it was replayed or deleted already.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = PayloadBody.class)))
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`dead-letter-not-waiting`")
    @Takes(Action.HANDLE_DEAD_LETTERS)
    @PatchMapping(
            path = "/{id}",
            consumes = {"application/merge-patch+json", MediaType.APPLICATION_JSON_VALUE})
    Mono<DeadLetterDetails> change(Caller caller, @PathVariable("id") String letter, @RequestBody JsonNode patch) {
        return handling.change(caller, letter, current -> changed(patch, current))
                .map(DeadLetterDetails::from);
    }

    /** A payload that is named without its encoding is text, whatever it was. */
    private @Nullable Bytes changed(JsonNode patch, @Nullable Bytes current) {
        PayloadBody before = PayloadBody.from(current);
        boolean inText = patch.has(PayloadBody.PAYLOAD) && !patch.has(PayloadBody.ENCODING);
        return patches.apply(patch, inText ? before.inText() : before, PayloadBody.class)
                .bytes();
    }

    @Operation(
            summary = "Replay a dead letter",
            description =
                    "Its record is published once more to its topic, with its own key and headers, at least once, for"
                            + " every consumer of the topic; those who have read it before recognize its event id. It gets the time"
                            + " of the replay: a request for a seat is judged by that, behind all who asked meanwhile. If it"
                            + " fails again, it is a new dead letter with `replayOf`. Refused with `dead-letter-not-waiting` if it"
                            + " was replayed or deleted already, with `dead-letter-truncated` if the record is not whole, and with"
                            + " `dead-letter-too-large` if it is larger than Usher publishes any.")
    @ApiResponse(
            responseCode = "200",
            description = "It is going to be published",
            content = @Content(schema = @Schema(implementation = DeadLetterBody.class)))
    @ApiResponse(responseCode = "409", description = "`dead-letter-not-waiting` or `dead-letter-truncated`")
    @ApiResponse(responseCode = "422", description = "`dead-letter-too-large`, or `idempotency-key-reused`")
    @Takes(Action.HANDLE_DEAD_LETTERS)
    @PostMapping("/{id}/replay")
    Mono<ResponseEntity<byte[]>> replay(Caller caller, @PathVariable("id") String letter, ServerHttpRequest request) {
        HandlingDeadLetters.require(caller);
        return posts.answer(
                request,
                caller,
                Mono.empty(),
                () -> replaying
                        .replay(caller, letter)
                        .map(replayed -> posts.done(DeadLetterBody.from(replayed.about()))));
    }

    @Operation(
            summary = "Replay dead letters",
            description = "All that wait and match, in the order in which they were set aside. Those that cannot be"
                    + " replayed go on waiting and are counted as `failed`. If the answer does not come in time, some are"
                    + " replayed; the same request goes on with the others.")
    @ApiResponse(
            responseCode = "200",
            description = "They are going to be published",
            content = @Content(schema = @Schema(implementation = ReplayedBody.class)))
    @Takes(Action.HANDLE_DEAD_LETTERS)
    @PostMapping(path = "/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> replayAll(Caller caller, ServerHttpRequest request, @RequestBody FilterBody body) {
        HandlingDeadLetters.require(caller);
        ReplayProgress progress = new ReplayProgress(body.filter());
        return posts.answer(
                request,
                caller,
                body,
                Mono.empty(),
                () -> replaying.replaySome(caller, progress).map(result -> posts.done(ReplayedBody.from(result))));
    }

    @Operation(
            summary = "Delete a dead letter",
            description = "Key, headers and payload are forgotten, also if it was replayed; that there was one stays"
                    + " visible. To delete it again does no harm.")
    @ApiResponse(responseCode = "204", description = "It is deleted", content = @Content)
    @Takes(Action.HANDLE_DEAD_LETTERS)
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(Caller caller, @PathVariable("id") String letter) {
        return handling.delete(caller, letter);
    }

    /** Which dead letters are to be replayed; without any property, all that wait. */
    @Schema(name = "DeadLetterFilter")
    record FilterBody(
            @Schema(description = "The topic that the record was on", example = "onboarding.acceptances.requested")
            @Nullable String topic,

            @Schema(description = "Part of the reason", example = "unknown event type") @Nullable String reason,

            @Schema(
                    description = "Those that wait are replayed, whether it is said or not",
                    allowableValues = "waiting")
            @Nullable String state,

            @Schema(description = "Part of the reason, the key or a payload that is text") @Nullable String q) {

        DeadLetterFilter filter() {
            if (state != null && !state.equals(DeadLetterSummary.State.WAITING.wireName())) {
                throw Refusal.invalid("state", "must be waiting: no others are replayed");
            }
            return DeadLetterFilter.of(topic, reason, null, q);
        }
    }

    /** What a replay of many has come to. */
    @Schema(name = "ReplayedDeadLetters")
    record ReplayedBody(int replayed, int failed) {

        static ReplayedBody from(ReplayResult result) {
            return new ReplayedBody(result.replayed(), result.failed());
        }
    }
}
