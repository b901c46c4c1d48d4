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
        name = "Teams",
        description = "To change them takes `teams:write`, or the platform's `organizations:write`;"
                + " to read them any scope on members or invitations will do")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/teams", produces = MediaType.APPLICATION_JSON_VALUE)
final class TeamController extends GrantableController<TeamController.ChangeableTeam, TeamController.TeamBody> {

    TeamController(KeepingGrantables grantables, RepeatablePosts posts, MergePatch patches) {
        super(GrantKind.TEAM, ChangeableTeam.class, grantables, posts, patches);
    }

    @Override
    ChangeableTeam properties(Draft draft) {
        return new ChangeableTeam(draft.name(), draft.description());
    }

    @Override
    TeamBody body(Grantable team) {
        return new TeamBody(team.id(), team.name(), team.description());
    }

    record ChangeableTeam(
            @Schema(
                    description = "Unique among the teams of the organization, whatever the case of its letters",
                    example = "Alpha",
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

    @Schema(name = "Team")
    record TeamBody(UUID id, String name, @Nullable String description) {}
}
