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
        name = "API keys",
        description = "Keys of one organization, which see that organization alone. All of this takes `members:write`,"
                + " or the platform's `organizations:write`")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/api-keys", produces = MediaType.APPLICATION_JSON_VALUE)
class KeyController {

    private final IssuingKeys keys;
    private final RepeatablePosts posts;

    KeyController(IssuingKeys keys, RepeatablePosts posts) {
        this.keys = keys;
        this.posts = posts;
    }

    @Operation(
            summary = "Make a key",
            description = "The answer holds the secret, shown this once. Scopes that the caller does not hold are"
                    + " refused with 403 `exceeds-own-scopes`. A key expires at the latest when the key that made it"
                    + " does, and is revoked with it.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = KeyBody.class)))
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> issue(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("org") String organization,
            @RequestBody NewKey body) {
        return posts.answer(
                request,
                caller,
                body,
                () -> keys.issue(caller, organization, body.draft())
                        .map(KeyBody::from)
                        .map(made -> posts.created(
                                Map.of("Location", request.getURI().getRawPath() + "/" + made.id()), made)));
    }

    @Operation(summary = "List keys", description = "Without their secrets, and without those that are revoked.")
    @GetMapping
    Mono<Page<KeyBody>> list(Caller caller, @PathVariable("org") String organization, PageRequest page) {
        return keys.list(caller, organization, page).map(found -> found.map(KeyBody::from));
    }

    @Operation(
            summary = "Revoke a key",
            description = "It stops working within five seconds, everywhere, and so do the keys that it made.")
    @ApiResponse(responseCode = "204", description = "It is revoked", content = @Content)
    @DeleteMapping("/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(Caller caller, @PathVariable("org") String organization, @PathVariable("key") String key) {
        return keys.revoke(caller, organization, key);
    }

    record NewKey(
            @Schema(example = "registration site", maxLength = 100, requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String name,

            @ArraySchema(
                    minItems = 1,
                    arraySchema = @Schema(requiredMode = Schema.RequiredMode.REQUIRED),
                    schema =
                            @Schema(
                                    type = "string",
                                    allowableValues = {
                                        "invitations:read",
                                        "invitations:write",
                                        "acceptances:write",
                                        "members:read",
                                        "members:write",
                                        "teams:write",
                                        "units:write",
                                        "courses:write",
                                        "statistics:read"
                                    }))
            @Nullable List<@Nullable String> scopes,

            @Schema(description = "null = with the key that makes it") @Nullable Instant expiresAt) {

        Draft draft() {
            return new Draft(name, scopes, expiresAt);
        }
    }
}
