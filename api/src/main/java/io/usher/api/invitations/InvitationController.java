package io.usher.api.invitations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.json.MergePatch;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

@Tag(name = "Invitations", description = "Who may join, until when, how many, and what they get")
@RestController
@RequestMapping(path = "/api/v1/invitations/{invitation}", produces = MediaType.APPLICATION_JSON_VALUE)
class InvitationController {

    private final FindingInvitations finding;
    private final ChangingInvitations changing;
    private final ShowingInvitations showing;
    private final MergePatch patches;
    private final Clock clock;

    InvitationController(
            FindingInvitations finding,
            ChangingInvitations changing,
            ShowingInvitations showing,
            MergePatch patches,
            Clock clock) {
        this.finding = finding;
        this.changing = changing;
        this.showing = showing;
        this.patches = patches;
        this.clock = clock;
    }

    @Operation(
            summary = "Show an invitation",
            description = "By id or code. Takes `invitations:read` or `invitations:write`. One that was deleted is"
                    + " answered 404 with the code `invitation-deleted`. The ETag stands for what the invitation says,"
                    + " the passing of `opensAt` and `expiresAt` included, and not for the seats that are taken: with"
                    + " If-None-Match those are not told.")
    @Parameter(name = "If-None-Match", in = ParameterIn.HEADER, schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "ETag", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(implementation = InvitationBody.class)))
    @ApiResponse(responseCode = "304", description = "The caller has this version", content = @Content)
    @Takes(Action.READ_INVITATIONS)
    @GetMapping
    Mono<ResponseEntity<InvitationBody>> show(
            Caller caller, ServerHttpRequest request, @PathVariable("invitation") String reference) {
        return finding.find(caller, reference).flatMap(invitation -> {
            Instant now = clock.instant();
            return EntityTags.ifNoneMatch(request.getHeaders(), invitation, now)
                    ? Mono.just(ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                            .eTag(EntityTags.of(invitation, now))
                            .build())
                    : entity(invitation, List.of());
        });
    }

    @Operation(
            summary = "Change an invitation",
            description = "A JSON merge patch: what is named is replaced, null clears. Takes `invitations:write`. A"
                    + " quota below what is accepted keeps those accepted and admits nobody more. Emails"
                    + " replace those that are shown: addresses that are added become invitees, those that are shown"
                    + " and not named are invited no more, and so are patterns. Addresses beyond the first 1,000,"
                    + " which are not shown, stay: to clear the emails is refused with 400 while there are any. `POST"
                    + " …/invitees/cancel` cancels all who are pending.")
    @Parameter(
            name = "If-Match",
            in = ParameterIn.HEADER,
            description = "The ETag of an answer. Whatever was changed since, or has opened or expired since, is"
                    + " answered 412",
            schema = @Schema(type = "string"))
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = InvitationRequest.class)))
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "ETag", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(implementation = InvitationBody.class)))
    @ApiResponse(
            responseCode = "422",
            description =
                    "Something that is to be granted does not exist (`unknown-role` and so on) or is not allowed (`role-not-in-plan`), or the terms are against a rule (`in-the-past`, `too-many-grants`, `invitation-too-large`)")
    @Takes(Action.CHANGE_INVITATIONS)
    @PatchMapping(consumes = {"application/merge-patch+json", MediaType.APPLICATION_JSON_VALUE})
    Mono<ResponseEntity<InvitationBody>> change(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("invitation") String reference,
            @RequestBody JsonNode patch) {
        return changing.change(
                        caller,
                        reference,
                        EntityTags.ifMatch(request.getHeaders()),
                        current -> patches.apply(patch, InvitationRequest.from(current), InvitationRequest.class)
                                .draft())
                .flatMap(
                        changed -> entity(changed, patch.has("emails") ? Warning.ofChangedEmails(changed) : List.of()));
    }

    @Operation(
            summary = "Delete an invitation",
            description = "Its link says so from then on, and nobody else gets in. Takes `invitations:write`.")
    @Parameter(
            name = "If-Match",
            in = ParameterIn.HEADER,
            description = "The ETag of an answer. Whatever was changed since, or has opened or expired since, is"
                    + " answered 412",
            schema = @Schema(type = "string"))
    @ApiResponse(responseCode = "204", description = "It is gone", content = @Content)
    @Takes(Action.CHANGE_INVITATIONS)
    @DeleteMapping
    Mono<ResponseEntity<Void>> delete(
            Caller caller, ServerHttpRequest request, @PathVariable("invitation") String reference) {
        return changing.delete(caller, reference, EntityTags.ifMatch(request.getHeaders()))
                .thenReturn(ResponseEntity.noContent().build());
    }

    private Mono<ResponseEntity<InvitationBody>> entity(Invitation invitation, List<Warning> more) {
        return showing.show(invitation, more)
                .map(shown -> ResponseEntity.ok().eTag(shown.tag()).body(shown.body()));
    }
}
