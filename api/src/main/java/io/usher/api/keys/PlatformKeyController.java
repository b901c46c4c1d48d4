package io.usher.api.keys;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Caller;
import io.usher.api.keys.IssuingKeys.Draft;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(
        name = "Platform keys",
        description =
                "Keys of the platform, which see every organization. To list them takes a key of the platform with"
                        + " `ops` or `organizations:write`, to change them one with `organizations:write`")
@RestController
@RequestMapping(path = "/api/v1/api-keys", produces = MediaType.APPLICATION_JSON_VALUE)
class PlatformKeyController {

    private final IssuingKeys keys;
    private final RepeatablePosts posts;

    PlatformKeyController(IssuingKeys keys, RepeatablePosts posts) {
        this.keys = keys;
        this.posts = posts;
    }

    @Operation(
            summary = "Make a platform key",
            description = "The answer holds the secret, shown this once. Scopes that the caller does not hold are"
                    + " refused with 403 `exceeds-own-scopes`. A key expires at the latest when the key that made it"
                    + " does, and is revoked with it.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = KeyBody.class)))
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> issue(Caller caller, ServerHttpRequest request, @RequestBody NewPlatformKey body) {
        return posts.answer(
                request,
                caller,
                body,
                () -> keys.issue(caller, null, body.draft())
                        .map(KeyBody::from)
                        .map(made -> posts.created(
                                Map.of("Location", request.getURI().getRawPath() + "/" + made.id()), made)));
    }

    @Operation(
            summary = "List platform keys",
            description = "Without their secrets, and without those that are revoked.")
    @GetMapping
    Mono<Page<KeyBody>> list(Caller caller, PageRequest page) {
        return keys.list(caller, null, page).map(found -> found.map(KeyBody::from));
    }

    @Operation(
            summary = "Revoke a platform key",
            description = "It stops working within five seconds, everywhere, and so do the keys that it made.")
    @ApiResponse(responseCode = "204", description = "It is revoked", content = @Content)
    @DeleteMapping("/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(Caller caller, @PathVariable("key") String key) {
        return keys.revoke(caller, null, key);
    }

    record NewPlatformKey(
            @Schema(example = "operations", maxLength = 100, requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String name,

            @ArraySchema(
                    minItems = 1,
                    arraySchema = @Schema(requiredMode = Schema.RequiredMode.REQUIRED),
                    schema =
                            @Schema(
                                    type = "string",
                                    allowableValues = {
                                        "organizations:write",
                                        "invitations:read",
                                        "invitations:write",
                                        "acceptances:write",
                                        "members:read",
                                        "members:write",
                                        "teams:write",
                                        "units:write",
                                        "courses:write",
                                        "statistics:read",
                                        "ops"
                                    }))
            @Nullable List<@Nullable String> scopes,

            @Schema(description = "null = with the key that makes it") @Nullable Instant expiresAt) {

        Draft draft() {
            return new Draft(name, scopes, expiresAt);
        }
    }
}
