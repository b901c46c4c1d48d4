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
        name = "Units",
        description = "To change them takes `units:write`, or the platform's `organizations:write`;"
                + " to read them any scope on members or invitations will do. They form a tree; a member is in one at a time."
                + " To move one beneath a unit that has managers takes what they would gain by that: otherwise 403"
                + " `exceeds-own-scopes`")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/units", produces = MediaType.APPLICATION_JSON_VALUE)
final class UnitController extends GrantableController<UnitController.ChangeableUnit, UnitController.UnitBody> {

    UnitController(KeepingGrantables grantables, RepeatablePosts posts, MergePatch patches) {
        super(GrantKind.UNIT, ChangeableUnit.class, grantables, posts, patches);
    }

    @Override
    ChangeableUnit properties(Draft draft) {
        return new ChangeableUnit(draft.name(), draft.description(), draft.parent());
    }

    @Override
    UnitBody body(Grantable unit) {
        return new UnitBody(
                unit.id(),
                unit.name(),
                unit.description(),
                unit.parent() == null ? null : unit.parent().name());
    }

    record ChangeableUnit(
            @Schema(
                    description = "Unique among the units of the organization, whatever the case of its letters",
                    example = "Berlin",
                    maxLength = 100,
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String name,

            @Schema(maxLength = 5000) @Nullable String description,

            @Schema(description = "Name or id of the unit that it is part of; null = of none") @Nullable String parent)
            implements Properties {

        @Override
        public Draft draft() {
            return new Draft(name, description, null, parent, null);
        }
    }

    @Schema(name = "Unit")
    record UnitBody(
            UUID id,
            String name,
            @Nullable String description,

            @Schema(description = "The name of the unit that it is part of") @Nullable String parent) {}
}
