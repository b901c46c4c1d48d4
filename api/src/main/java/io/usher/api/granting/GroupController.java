package io.usher.api.granting;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.json.MergePatch;
import io.usher.contract.event.GrantKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(
        name = "Groups",
        description = "To change them takes `units:write`, or the platform's `organizations:write`;"
                + " to read them any scope on members or invitations will do")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/groups", produces = MediaType.APPLICATION_JSON_VALUE)
final class GroupController extends GrantableController<GroupController.ChangeableGroup, GroupController.GroupBody> {

    GroupController(KeepingGrantables grantables, RepeatablePosts posts, MergePatch patches) {
        super(GrantKind.GROUP, ChangeableGroup.class, grantables, posts, patches);
    }

    @Override
    ChangeableGroup properties(Draft draft) {
        return new ChangeableGroup(draft.name(), draft.description());
    }

    @Override
    GroupBody body(Grantable group) {
        return new GroupBody(group.id(), group.name(), group.description());
    }

    record ChangeableGroup(
            @Schema(
                    description = "Unique among the groups of the organization, whatever the case of its letters",
                    example = "Alumni",
                    maxLength = 100,
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String name,

            @Schema(maxLength = 5000) @Nullable String description)
            implements Properties {

        @Override
        public Draft draft() {
            return new Draft(name, description, null, null, null);
        }
    }

    @Schema(name = "Group")
    record GroupBody(UUID id, String name, @Nullable String description) {}
}
