package io.usher.api.granting;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.audit.RefusedAttempts;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.json.MergePatch;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.PermissionNames;
import io.usher.contract.event.GrantKind;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(
        name = "Roles",
        description =
                "To read and to change them takes `members:write`, or the platform's `organizations:write`. The built-in"
                        + " ones can be neither changed nor deleted: that is refused with `role-built-in`. Nobody gives a role, or takes from it, permissions that they do not hold:"
                        + " `exceeds-own-scopes`. A role that is deleted permits nothing any more")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/roles", produces = MediaType.APPLICATION_JSON_VALUE)
final class RoleController extends GrantableController<RoleController.ChangeableRole, RoleController.RoleBody> {

    private final RefusedAttempts attempts;

    RoleController(KeepingGrantables grantables, RefusedAttempts attempts, RepeatablePosts posts, MergePatch patches) {
        super(GrantKind.ROLE, ChangeableRole.class, grantables, posts, patches);
        this.attempts = attempts;
    }

    @Override
    <T> Mono<T> attempt(
            Caller caller, String organization, @Nullable String reference, @Nullable Object asked, Mono<T> change) {
        return attempts.keep(caller, organization, GrantKind.ROLE.wireName(), reference, asked, change);
    }

    @Override
    ChangeableRole properties(Draft draft) {
        return new ChangeableRole(draft.name(), draft.permissions());
    }

    @Override
    RoleBody body(Grantable role) {
        return new RoleBody(
                role.id(),
                role.name(),
                role.permissions().stream().map(Permission::wireName).toList(),
                role.builtIn());
    }

    record ChangeableRole(
            @Schema(
                    description = "Unique among the roles of the organization, whatever the case of its letters",
                    example = "mentor",
                    maxLength = 100,
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String name,

            @PermissionNames(PermissionNames.Of.ROLES) @Nullable List<@Nullable String> permissions)
            implements Properties {

        @Override
        public Draft draft() {
            return new Draft(name, null, permissions, null, null);
        }
    }

    @Schema(name = "Role")
    record RoleBody(
            UUID id,
            String name,
            List<String> permissions,

            @Schema(description = "Every organization has it; it can be neither changed nor deleted")
            boolean builtIn) {}
}
