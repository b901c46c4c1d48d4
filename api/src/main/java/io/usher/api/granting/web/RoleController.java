package io.usher.api.granting.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.access.Caller;
import io.usher.api.granting.DefiningRoles;
import io.usher.api.granting.DefiningRoles.Draft;
import io.usher.api.granting.Role;
import io.usher.api.listing.Page;
import io.usher.api.listing.PageRequest;
import io.usher.api.organizing.Permission;
import io.usher.api.reading.web.MergePatch;
import io.usher.api.repeating.web.RepeatablePosts;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

@Tag(
        name = "Roles",
        description = "To change them takes `members:write`, or the platform's `organizations:write`;"
                + " to read them any scope on members or invitations will do")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/roles", produces = MediaType.APPLICATION_JSON_VALUE)
class RoleController {

    private final DefiningRoles roles;
    private final RepeatablePosts posts;
    private final MergePatch patches;

    RoleController(DefiningRoles roles, RepeatablePosts posts, MergePatch patches) {
        this.roles = roles;
        this.posts = posts;
        this.patches = patches;
    }

    @Operation(
            summary = "Make a role",
            description = "One of the organization's own. A name that is taken is refused with `name-taken`.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = RoleBody.class)))
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> define(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("org") String organization,
            @RequestBody ChangeableRole body) {
        return posts.answer(
                request,
                caller,
                body,
                () -> roles.add(caller, organization, body.draft())
                        .map(RoleBody::from)
                        .map(made -> posts.created(
                                Map.of("Location", request.getURI().getRawPath() + "/" + made.id()), made)));
    }

    @Operation(summary = "List roles", description = "The built-in ones and the organization's own.")
    @GetMapping
    Mono<Page<RoleBody>> list(Caller caller, @PathVariable("org") String organization, PageRequest page) {
        return roles.list(caller, organization, page).map(found -> found.map(RoleBody::from));
    }

    @Operation(summary = "Show a role")
    @GetMapping("/{role}")
    Mono<RoleBody> show(Caller caller, @PathVariable("org") String organization, @PathVariable("role") String role) {
        return roles.find(caller, organization, role).map(RoleBody::from);
    }

    @Operation(
            summary = "Change a role",
            description = "A JSON merge patch. Built-in roles are refused with `role-built-in`.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = ChangeableRole.class)))
    @PatchMapping(
            path = "/{role}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
    Mono<RoleBody> change(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("role") String role,
            @RequestBody JsonNode patch) {
        return roles.change(
                        caller,
                        organization,
                        role,
                        current -> patches.apply(patch, ChangeableRole.from(current), ChangeableRole.class)
                                .draft())
                .map(RoleBody::from);
    }

    @Operation(
            summary = "Delete a role",
            description = "Invitations that grant it skip it from now on. Built-in roles are refused with"
                    + " `role-built-in`.")
    @ApiResponse(responseCode = "204", description = "It is gone", content = @Content)
    @DeleteMapping("/{role}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(Caller caller, @PathVariable("org") String organization, @PathVariable("role") String role) {
        return roles.delete(caller, organization, role);
    }

    record ChangeableRole(
            @Schema(
                    description = "Unique in the organization whatever the case of its letters",
                    example = "mentor",
                    maxLength = 100,
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String name,

            @ArraySchema(
                    schema =
                            @Schema(
                                    type = "string",
                                    allowableValues = {
                                        "organization:manage",
                                        "members:read",
                                        "members:write",
                                        "invitations:read",
                                        "invitations:write",
                                        "learners:invite",
                                        "learners:manage",
                                        "statistics:read"
                                    }))
            @Nullable List<@Nullable String> permissions) {

        static ChangeableRole from(Draft draft) {
            return new ChangeableRole(draft.name(), draft.permissions());
        }

        Draft draft() {
            return new Draft(name, permissions);
        }
    }

    @Schema(name = "Role")
    record RoleBody(
            UUID id,
            String name,
            List<String> permissions,

            @Schema(description = "Every organization has it; it can be neither changed nor deleted")
            boolean builtIn) {

        static RoleBody from(Role role) {
            return new RoleBody(
                    role.id(),
                    role.name(),
                    role.permissions().stream().map(Permission::wireName).toList(),
                    role.builtIn());
        }
    }
}
