package io.usher.api.keys;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.audit.Audited;
import io.usher.api.audit.RefusedAttempts;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.PermissionNames;
import io.usher.api.http.security.Takes;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class KeyController {

    private static final String KEYS = "/organizations/{org}/api-keys";
    private static final String PLATFORM_KEYS = "/api-keys";

    private static final String TAG = "API keys";
    private static final String ABOUT_KEYS =
            "Keys of one organization, which see that organization alone. All of this takes `members:write`,"
                    + " or the platform's `organizations:write`";

    private static final String PLATFORM_TAG = "Platform keys";
    private static final String ABOUT_PLATFORM_KEYS =
            "Keys of the platform, which see every organization. To list them takes a key of the platform with"
                    + " `ops` or `organizations:write`, to change them one with `organizations:write`";

    private static final String MADE =
            "The answer holds the secret, shown this once. Scopes that the caller does not hold are refused with 403"
                    + " `exceeds-own-scopes`. A key expires at the latest when the key that made it does, and is revoked"
                    + " with it.";
    private static final String LISTED = "Without their secrets, and without those that are revoked.";
    private static final String SHOWN = "Without its secret. One that is revoked is answered 404.";
    private static final String REVOKED =
            "It stops working within five seconds, everywhere, and so do the keys that it made.";

    private final IssuingKeys keys;
    private final RefusedAttempts attempts;
    private final RepeatablePosts posts;

    KeyController(IssuingKeys keys, RefusedAttempts attempts, RepeatablePosts posts) {
        this.keys = keys;
        this.attempts = attempts;
        this.posts = posts;
    }

    @Tag(name = TAG, description = ABOUT_KEYS)
    @Operation(summary = "Make a key", description = MADE)
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = KeyBody.class)))
    @Takes(Action.MANAGE_KEYS)
    @PostMapping(path = KEYS, consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> issue(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("org") String organization,
            @RequestBody NewKey body) {
        return issue(caller, request, organization, body, body.draft());
    }

    @Tag(name = PLATFORM_TAG, description = ABOUT_PLATFORM_KEYS)
    @Operation(summary = "Make a platform key", description = MADE)
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = KeyBody.class)))
    @Takes(Action.CHANGE_PLATFORM_KEYS)
    @PostMapping(path = PLATFORM_KEYS, consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> issueToPlatform(
            Caller caller, ServerHttpRequest request, @RequestBody NewPlatformKey body) {
        return issue(caller, request, null, body, body.draft());
    }

    private Mono<ResponseEntity<byte[]>> issue(
            Caller caller, ServerHttpRequest request, @Nullable String organization, Object body, Draft draft) {
        return attempts.keep(
                caller,
                organization,
                Audited.API_KEY,
                draft.name(),
                draft,
                posts.answer(
                        request,
                        caller,
                        body,
                        keys.requireIssuable(caller, organization),
                        () -> keys.issue(caller, organization, draft)
                                .map(KeyBody::from)
                                .map(made -> posts.created(
                                        Map.of("Location", request.getURI().getRawPath() + "/" + made.id()), made))));
    }

    @Tag(name = TAG, description = ABOUT_KEYS)
    @Operation(summary = "List keys", description = LISTED)
    @Takes(Action.MANAGE_KEYS)
    @GetMapping(KEYS)
    Mono<Page<KeyBody>> list(
            Caller caller,
            @PathVariable("org") String organization,
            @Parameter(description = "Part of the name") @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        return keys.list(caller, organization, SearchText.of(q), page).map(found -> found.map(KeyBody::from));
    }

    @Tag(name = PLATFORM_TAG, description = ABOUT_PLATFORM_KEYS)
    @Operation(summary = "List platform keys", description = LISTED)
    @Takes(Action.READ_PLATFORM_KEYS)
    @GetMapping(PLATFORM_KEYS)
    Mono<Page<KeyBody>> listOfPlatform(
            Caller caller,
            @Parameter(description = "Part of the name") @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        return keys.list(caller, null, SearchText.of(q), page).map(found -> found.map(KeyBody::from));
    }

    @Tag(name = TAG, description = ABOUT_KEYS)
    @Operation(summary = "Show a key", description = SHOWN)
    @Takes(Action.MANAGE_KEYS)
    @GetMapping(KEYS + "/{key}")
    Mono<KeyBody> show(Caller caller, @PathVariable("org") String organization, @PathVariable("key") String key) {
        return keys.find(caller, organization, key).map(KeyBody::from);
    }

    @Tag(name = PLATFORM_TAG, description = ABOUT_PLATFORM_KEYS)
    @Operation(summary = "Show a platform key", description = SHOWN)
    @Takes(Action.READ_PLATFORM_KEYS)
    @GetMapping(PLATFORM_KEYS + "/{key}")
    Mono<KeyBody> showOfPlatform(Caller caller, @PathVariable("key") String key) {
        return keys.find(caller, null, key).map(KeyBody::from);
    }

    @Tag(name = TAG, description = ABOUT_KEYS)
    @Operation(summary = "Revoke a key", description = REVOKED)
    @ApiResponse(responseCode = "204", description = "It is revoked", content = @Content)
    @Takes(Action.MANAGE_KEYS)
    @DeleteMapping(KEYS + "/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(Caller caller, @PathVariable("org") String organization, @PathVariable("key") String key) {
        return revoked(caller, organization, key);
    }

    @Tag(name = PLATFORM_TAG, description = ABOUT_PLATFORM_KEYS)
    @Operation(summary = "Revoke a platform key", description = REVOKED)
    @ApiResponse(responseCode = "204", description = "It is revoked", content = @Content)
    @Takes(Action.CHANGE_PLATFORM_KEYS)
    @DeleteMapping(PLATFORM_KEYS + "/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revokeOfPlatform(Caller caller, @PathVariable("key") String key) {
        return revoked(caller, null, key);
    }

    private Mono<Void> revoked(Caller caller, @Nullable String organization, String key) {
        return attempts.keep(caller, organization, Audited.API_KEY, key, null, keys.revoke(caller, organization, key));
    }

    record NewKey(
            @Schema(example = "registration site", maxLength = 100, requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String name,

            @ArraySchema(minItems = 1, arraySchema = @Schema(requiredMode = Schema.RequiredMode.REQUIRED))
            @PermissionNames(PermissionNames.Of.KEYS_OF_ORGANIZATIONS)
            @Nullable List<@Nullable String> scopes,

            @Schema(description = "null = with the key that makes it") @Nullable Instant expiresAt) {

        Draft draft() {
            return new Draft(name, scopes, expiresAt);
        }
    }

    record NewPlatformKey(
            @Schema(example = "operations", maxLength = 100, requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String name,

            @ArraySchema(minItems = 1, arraySchema = @Schema(requiredMode = Schema.RequiredMode.REQUIRED))
            @PermissionNames(PermissionNames.Of.PLATFORM_KEYS)
            @Nullable List<@Nullable String> scopes,

            @Schema(description = "null = with the key that makes it") @Nullable Instant expiresAt) {

        Draft draft() {
            return new Draft(name, scopes, expiresAt);
        }
    }
}
