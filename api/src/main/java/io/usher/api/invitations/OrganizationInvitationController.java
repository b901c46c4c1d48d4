package io.usher.api.invitations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.api.invitations.ShowingInvitations.Shown;
import io.usher.api.organizations.FindingOrganizations;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
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
import reactor.core.publisher.Mono;

@Tag(name = "Invitations", description = "Who may join, until when, how many, and what they get")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/invitations", produces = MediaType.APPLICATION_JSON_VALUE)
class OrganizationInvitationController {

    private final InvitingPeople inviting;
    private final FindingInvitations finding;
    private final FindingOrganizations organizations;
    private final ShowingInvitations showing;
    private final RepeatablePosts posts;
    private final Clock clock;

    OrganizationInvitationController(
            InvitingPeople inviting,
            FindingInvitations finding,
            FindingOrganizations organizations,
            ShowingInvitations showing,
            RepeatablePosts posts,
            Clock clock) {
        this.inviting = inviting;
        this.finding = finding;
        this.organizations = organizations;
        this.showing = showing;
        this.posts = posts;
        this.clock = clock;
    }

    @Operation(
            summary = "Invite people",
            description = "Takes `invitations:write`. One person, a list, whole domains, or the public. What is to"
                    + " be granted and does not exist, and roles that the plan does not allow, are refused with 422,"
                    + " naming them. Whoever is named by an exact address becomes an invitee, and with sendEmails is"
                    + " sent the invitation. With the mode `targeted` and no emails it admits nobody until people are"
                    + " added.")
    @ApiResponse(
            responseCode = "201",
            headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "ETag", schema = @Schema(type = "string"))
            },
            content = @Content(schema = @Schema(implementation = InvitationBody.class)))
    @ApiResponse(
            responseCode = "422",
            description =
                    "Something that is to be granted does not exist (`unknown-role` and so on) or is not allowed (`role-not-in-plan`), or the terms are against a rule (`in-the-past`, `too-many-grants`, `invitation-too-large`)")
    @Takes(Action.CHANGE_INVITATIONS)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> invite(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("org") String organization,
            @RequestBody InvitationRequest body) {
        return posts.answer(
                request,
                caller,
                body,
                organizations.require(caller, organization, Action.CHANGE_INVITATIONS),
                () -> inviting.invite(caller, organization, body.ofNew())
                        .flatMap(showing::show)
                        .map(made -> posts.created(
                                Map.of(
                                        HttpHeaders.LOCATION,
                                        "/api/v1/invitations/" + made.body().id(),
                                        HttpHeaders.ETAG,
                                        made.tag()),
                                made.body())));
    }

    @Operation(
            summary = "List invitations",
            description = "Takes `invitations:read` or `invitations:write`. Each with the first 10 of its `emails`. "
                    + Search.SHORT_PAGES)
    @Takes(Action.READ_INVITATIONS)
    @GetMapping
    Mono<Page<InvitationBody>> list(
            Caller caller,
            @PathVariable("org") String organization,
            @Parameter(
                            description = "Only those that are in this state now",
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"enabled", "disabled", "scheduled", "expired", "full"}))
                    @RequestParam(required = false)
                    @Nullable String state,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"targeted", "domain", "mixed", "public"}))
                    @RequestParam(required = false)
                    @Nullable String mode,
            @Parameter(
                            description =
                                    "Part of the name, the description or a domain pattern, or of a name or an address of"
                                            + " somebody who is invited by name")
                    @RequestParam(required = false)
                    @Nullable String q,
            PageRequest page) {
        return organizations
                .find(caller, organization)
                .flatMap(found -> finding.list(caller, found, ListFilter.of(state, mode, q, clock.instant()), page))
                .flatMap(showing::list)
                .map(found -> found.map(Shown::body));
    }
}
