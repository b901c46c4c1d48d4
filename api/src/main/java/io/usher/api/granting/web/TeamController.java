package io.usher.api.granting.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.access.Caller;
import io.usher.api.granting.FormingTeams;
import io.usher.api.granting.FormingTeams.Draft;
import io.usher.api.granting.Team;
import io.usher.api.listing.Page;
import io.usher.api.listing.PageRequest;
import io.usher.api.reading.web.MergePatch;
import io.usher.api.repeating.web.RepeatablePosts;
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
        name = "Teams",
        description = "To change them takes `members:write`, or the platform's `organizations:write`;"
                + " to read them any scope on members or invitations will do")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/teams", produces = MediaType.APPLICATION_JSON_VALUE)
class TeamController {

    private final FormingTeams teams;
    private final RepeatablePosts posts;
    private final MergePatch patches;

    TeamController(FormingTeams teams, RepeatablePosts posts, MergePatch patches) {
        this.teams = teams;
        this.posts = posts;
        this.patches = patches;
    }

    @Operation(summary = "Make a team", description = "A name that is taken is refused with `name-taken`.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TeamBody.class)))
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> form(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("org") String organization,
            @RequestBody ChangeableTeam body) {
        return posts.answer(
                request,
                caller,
                body,
                () -> teams.add(caller, organization, body.draft())
                        .map(TeamBody::from)
                        .map(made -> posts.created(
                                Map.of("Location", request.getURI().getRawPath() + "/" + made.id()), made)));
    }

    @Operation(summary = "List teams")
    @GetMapping
    Mono<Page<TeamBody>> list(Caller caller, @PathVariable("org") String organization, PageRequest page) {
        return teams.list(caller, organization, page).map(found -> found.map(TeamBody::from));
    }

    @Operation(summary = "Show a team")
    @GetMapping("/{team}")
    Mono<TeamBody> show(Caller caller, @PathVariable("org") String organization, @PathVariable("team") String team) {
        return teams.find(caller, organization, team).map(TeamBody::from);
    }

    @Operation(summary = "Change a team", description = "A JSON merge patch.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = ChangeableTeam.class)))
    @PatchMapping(
            path = "/{team}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
    Mono<TeamBody> change(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            @RequestBody JsonNode patch) {
        return teams.change(
                        caller,
                        organization,
                        team,
                        current -> patches.apply(patch, ChangeableTeam.from(current), ChangeableTeam.class)
                                .draft())
                .map(TeamBody::from);
    }

    @Operation(summary = "Delete a team", description = "Invitations that grant it skip it from now on.")
    @ApiResponse(responseCode = "204", description = "It is gone", content = @Content)
    @DeleteMapping("/{team}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(Caller caller, @PathVariable("org") String organization, @PathVariable("team") String team) {
        return teams.delete(caller, organization, team);
    }

    record ChangeableTeam(
            @Schema(
                    description = "Unique in the organization whatever the case of its letters",
                    example = "Alpha",
                    maxLength = 100,
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String name,

            @Schema(maxLength = 5000) @Nullable String description) {

        static ChangeableTeam from(Draft draft) {
            return new ChangeableTeam(draft.name(), draft.description());
        }

        Draft draft() {
            return new Draft(name, description);
        }
    }

    @Schema(name = "Team")
    record TeamBody(UUID id, String name, @Nullable String description) {

        static TeamBody from(Team team) {
            return new TeamBody(team.id(), team.name(), team.description());
        }
    }
}
