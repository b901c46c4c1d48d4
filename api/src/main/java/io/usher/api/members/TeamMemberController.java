package io.usher.api.members;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.commands.WaitPreference;
import io.usher.api.http.idempotency.IdempotencyKey;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.api.members.ChangingTeams.Repeatable;
import io.usher.api.members.ChangingTeams.Team;
import io.usher.api.members.NewTeamMembers.NewTeamMember;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(name = "Members")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/teams/{team}/members", produces = MediaType.APPLICATION_JSON_VALUE)
class TeamMemberController {

    private final FindingMembers finding;
    private final ChangingTeams changing;
    private final RepeatablePosts posts;

    TeamMemberController(FindingMembers finding, ChangingTeams changing, RepeatablePosts posts) {
        this.finding = finding;
        this.changing = changing;
        this.posts = posts;
    }

    @Operation(
            summary = "List members of a team",
            description = "Takes `members:read` or `members:write`. " + Search.SHORT_PAGES)
    @Takes(Action.READ_MEMBERS)
    @GetMapping
    Mono<Page<MemberBody>> list(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            @Parameter(description = "Part of a name or an address") @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        return finding.inTeam(caller, organization, team, SearchText.of(q), page)
                .map(found -> found.map(MemberBody::from));
    }

    @Operation(
            summary = "Add members to a team",
            description = "Up to 1,000 by their addresses; they keep everything else that they have. Takes"
                    + " `members:write` and each permission of the roles that they have. "
                    + MemberController.DECIDED
                    + " Each address has an outcome of its own. One that is named twice is `already-in-team` the second"
                    + " time. People who are not members have to be invited.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            array =
                                    @ArraySchema(
                                            maxItems = 1_000,
                                            schema = @Schema(implementation = NewTeamMember.class))))
    @ApiResponse(
            responseCode = "200",
            description = "It is done",
            content = @Content(schema = @Schema(implementation = TeamMembersBody.class)))
    @ApiResponse(
            responseCode = "202",
            description =
                    "Some are going to be decided later, with the outcome `pending`; `Location` says where to look."
                            + " The same request under the same `Idempotency-Key` is answered with their outcomes",
            headers = @Header(name = "Location", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(implementation = TeamMembersBody.class)))
    @ApiResponse(responseCode = "409", description = "`no-such-grantable`: the team was deleted meanwhile")
    @Takes(Action.CHANGE_MEMBERS)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<TeamMembersBody>> add(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            @RequestHeader(name = "Prefer", defaultValue = "") List<String> prefer,
            @RequestBody List<@Nullable NewTeamMember> body) {
        return changing.find(caller, organization, team).flatMap(found -> {
            NewTeamMembers people = NewTeamMembers.of(found.organization(), body);
            return repeatable(request, caller, body)
                    .flatMap(repeatable ->
                            changing.add(caller, found, people.members(), repeatable.orElse(null), patience(prefer)))
                    .map(people::answer)
                    .map(answer -> answer.isDecided()
                            ? ResponseEntity.ok(answer)
                            : ResponseEntity.accepted()
                                    .location(location(found))
                                    .body(answer));
        });
    }

    private Mono<Optional<Repeatable>> repeatable(ServerHttpRequest request, Caller caller, Object body) {
        IdempotencyKey key = IdempotencyKey.of(request.getHeaders());
        return key == null
                ? Mono.just(Optional.empty())
                : posts.reserve(request, caller, body).map(takenAt -> Optional.of(new Repeatable(key.text(), takenAt)));
    }

    @Operation(
            summary = "Remove a member from a team",
            description = "By id or address. They stay a member of the organization. Takes `members:write`"
                    + " and each permission of the roles that the member has. " + MemberController.DECIDED
                    + " Somebody who is not in the team is answered 404.")
    @ApiResponse(responseCode = "204", description = "It is done", content = @Content)
    @ApiResponse(
            responseCode = "202",
            description = "It is going to be decided; `Location` says where to look",
            headers = @Header(name = "Location", schema = @Schema(type = "string")),
            content = @Content)
    @ApiResponse(responseCode = "409", description = "`no-such-grantable`: the team was deleted meanwhile")
    @Takes(Action.CHANGE_MEMBERS)
    @DeleteMapping("/{member}")
    Mono<ResponseEntity<Void>> remove(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            @PathVariable("member") String member,
            @RequestHeader(name = "Prefer", defaultValue = "") List<String> prefer) {
        return changing.find(caller, organization, team)
                .flatMap(found -> changing.remove(caller, found, member, patience(prefer))
                        .map(done -> ResponseEntity.noContent().<Void>build())
                        .defaultIfEmpty(ResponseEntity.accepted()
                                .location(location(found))
                                .build()));
    }

    private static Duration patience(List<String> prefer) {
        return WaitPreference.of(prefer, WaitPreference.USUAL_OF_CHANGES);
    }

    private static URI location(Team team) {
        return URI.create("/api/v1/organizations/" + team.organization() + "/teams/" + team.id() + "/members");
    }
}
