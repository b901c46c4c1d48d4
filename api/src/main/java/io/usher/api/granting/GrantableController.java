package io.usher.api.granting;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.json.MergePatch;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.GrantKind;
import java.util.Map;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * One kind of what organizations grant over HTTP. A subclass says where it is, what of a grantable its kind has, and how
 * it is answered; {@link DocumentedGrantables} puts the kind's name into the texts.
 *
 * @param <P> what a caller may say of it
 * @param <B> how it is answered
 */
abstract class GrantableController<P extends Record & GrantableController.Properties, B extends Record> {

    /** What the texts call the kind, and as the parameter of paths for the thing. */
    static final String THING = "grantable";

    private final GrantKind kind;
    private final Class<P> type;
    private final KeepingGrantables grantables;
    private final RepeatablePosts posts;
    private final MergePatch patches;

    /** What a caller may say. */
    interface Properties {

        Draft draft();
    }

    GrantableController(
            GrantKind kind, Class<P> type, KeepingGrantables grantables, RepeatablePosts posts, MergePatch patches) {
        this.kind = kind;
        this.type = type;
        this.grantables = grantables;
        this.posts = posts;
        this.patches = patches;
    }

    abstract P properties(Draft draft);

    abstract B body(Grantable grantable);

    /** A change, as a subclass wants to see it attempted. */
    <T> Mono<T> attempt(
            Caller caller, String organization, @Nullable String reference, @Nullable Object asked, Mono<T> change) {
        return change;
    }

    final GrantKind kind() {
        return kind;
    }

    @Operation(summary = "Make a grantable", description = "A name that is taken is refused with `name-taken`.")
    @ApiResponse(responseCode = "201", description = "It is made")
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> make(
            Caller caller, ServerHttpRequest request, @PathVariable("org") String organization, @RequestBody P body) {
        return attempt(
                caller,
                organization,
                body.draft().name(),
                body,
                posts.answer(
                        request,
                        caller,
                        body,
                        grantables.requireWritable(caller, organization, kind),
                        () -> grantables
                                .add(caller, organization, kind, body.draft())
                                .map(made -> posts.created(
                                        Map.of("Location", request.getURI().getRawPath() + "/" + made.id()),
                                        body(made)))));
    }

    @Operation(summary = "List grantables")
    @GetMapping
    Mono<Page<B>> list(
            Caller caller,
            @PathVariable("org") String organization,
            @Parameter(description = "Part of the name") @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        return grantables
                .list(caller, organization, kind, SearchText.of(q), page)
                .map(found -> found.map(this::body));
    }

    @Operation(summary = "Show a grantable")
    @GetMapping("/{" + THING + "}")
    Mono<B> show(Caller caller, @PathVariable("org") String organization, @PathVariable(THING) String reference) {
        return grantables.find(caller, organization, kind, reference).map(this::body);
    }

    @Operation(summary = "Change a grantable", description = "A JSON merge patch.")
    @PatchMapping(
            path = "/{" + THING + "}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
    Mono<B> change(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable(THING) String reference,
            @RequestBody JsonNode patch) {
        return attempt(
                caller,
                organization,
                reference,
                patch,
                grantables
                        .change(
                                caller,
                                organization,
                                kind,
                                reference,
                                current -> patches.apply(patch, properties(current), type)
                                        .draft())
                        .map(this::body));
    }

    @Operation(
            summary = "Delete a grantable",
            description = "Members keep what they have. Invitations that grant it skip it from now on.")
    @ApiResponse(responseCode = "204", description = "It is gone", content = @Content)
    @DeleteMapping("/{" + THING + "}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(Caller caller, @PathVariable("org") String organization, @PathVariable(THING) String reference) {
        return attempt(caller, organization, reference, null, grantables.delete(caller, organization, kind, reference));
    }
}
