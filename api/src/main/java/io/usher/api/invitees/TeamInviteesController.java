package io.usher.api.invitees;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.contract.id.InvitationId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@Tag(name = "Invitees", description = "The people who are named on invitations")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/teams/{team}/invitees", produces = MediaType.APPLICATION_JSON_VALUE)
class TeamInviteesController {

    private final StandingInvitations standing;
    private final FindingInvitees finding;
    private final InvitingByName inviting;
    private final RepeatablePosts posts;
    private final JsonMapper json;

    TeamInviteesController(
            StandingInvitations standing,
            FindingInvitees finding,
            InvitingByName inviting,
            RepeatablePosts posts,
            JsonMapper json) {
        this.standing = standing;
        this.finding = finding;
        this.inviting = inviting;
        this.posts = posts;
        this.json = json;
    }

    @Operation(
            summary = "List the invitees of a team",
            description =
                    "By the team's standing invitation; empty if the team has none yet. Takes `invitations:read` or"
                            + " `invitations:write`. " + Search.SHORT_PAGES + InvitationInviteesController.EXPORT)
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = InvitationInviteesController.InviteePage.class)),
                @Content(mediaType = CsvExport.MEDIA_TYPE, schema = @Schema(type = "string"))
            })
    @Takes(Action.READ_INVITATIONS)
    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, CsvExport.MEDIA_TYPE})
    Mono<ResponseEntity<Flux<DataBuffer>>> list(
            Caller caller,
            @Parameter(hidden = true) ServerHttpRequest request,
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            PageRequest page,
            InviteeFilter filter) {
        Mono<InvitationId> invitation = standing.find(caller, organization, team);
        return CsvExport.isWanted(request.getHeaders())
                ? invitation
                        .map(found -> InvitationInviteesController.export(finding.all(found)))
                        .switchIfEmpty(Mono.fromSupplier(() -> InvitationInviteesController.export(Flux.empty())))
                : invitation
                        .flatMap(found -> finding.list(caller, found.toString(), filter, page))
                        .defaultIfEmpty(new Page<>(List.of(), null))
                        .map(found -> CsvExport.json(json.writeValueAsString(found.map(InviteeBody::from))));
    }

    @Operation(
            summary = "Invite people to a team",
            description =
                    "By the team's standing invitation, which grants the default role and the team, is named after it"
                            + " and made when it is used first. Otherwise as `POST /invitations/{invitation}/invitees`. Takes"
                            + " `invitations:write`.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            array =
                                    @ArraySchema(
                                            maxItems = 1_000,
                                            schema = @Schema(implementation = PersonRequest.class))))
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = AddedPeopleBody.class)))
    @Takes(Action.CHANGE_INVITATIONS)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> invite(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            @Parameter(description = NamedPeople.SEND_EMAILS, schema = @Schema(type = "boolean"))
                    @RequestParam(required = false)
                    @Nullable String sendEmails,
            @RequestBody List<@Nullable PersonRequest> people) {
        NamedPeople named = NamedPeople.of(people, sendEmails);
        return posts.answer(
                request,
                caller,
                named,
                standing.requireChangeable(caller, organization, team),
                () -> standing.findOrMakeUnaudited(caller, organization, team)
                        .flatMap(invitation -> inviting.invite(caller, invitation.toString(), named))
                        .map(added -> posts.done(AddedPeopleBody.from(added))));
    }
}
