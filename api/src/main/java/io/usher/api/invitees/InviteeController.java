package io.usher.api.invitees;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(name = "Invitees", description = "The people who are named on invitations")
@RestController
@RequestMapping(path = "/api/v1/invitees/{invitee}", produces = MediaType.APPLICATION_JSON_VALUE)
class InviteeController {

    private final FindingInvitees finding;
    private final CancellingInvitees cancelling;
    private final DecliningInvitations declining;
    private final ResendingInvitations resending;
    private final RepeatablePosts posts;

    InviteeController(
            FindingInvitees finding,
            CancellingInvitees cancelling,
            DecliningInvitations declining,
            ResendingInvitations resending,
            RepeatablePosts posts) {
        this.finding = finding;
        this.cancelling = cancelling;
        this.declining = declining;
        this.resending = resending;
        this.posts = posts;
    }

    @Operation(summary = "Show an invitee", description = "Takes `invitations:read` or `invitations:write`.")
    @Takes(Action.READ_INVITATIONS)
    @GetMapping
    Mono<InviteeBody> show(Caller caller, @PathVariable("invitee") String invitee) {
        return finding.present(caller, invitee, Action.READ_INVITATIONS).map(InviteeBody::from);
    }

    @Operation(
            summary = "Resend an invitation",
            description =
                    "Takes `invitations:write`. The mail has a new personal link; earlier ones no longer work. Refused"
                            + " with 409 and `accepted`, `waitlisted`, `cancelled`, `declined` or `suppressed` for people who"
                            + " are that, with `invitation-expired` if the invitation has ended, and with 429 and `resend-limit` if the"
                            + " organization has sent invitations to the address once more three times in a day.")
    @ApiResponse(responseCode = "202", description = "It will be sent", content = @Content)
    @ApiResponse(
            responseCode = "409",
            description = "`accepted`, `waitlisted`, `cancelled`, `declined`, `suppressed` or `invitation-expired`")
    @Takes(Action.CHANGE_INVITATIONS)
    @PostMapping("/resend")
    Mono<ResponseEntity<byte[]>> resend(
            Caller caller, ServerHttpRequest request, @PathVariable("invitee") String invitee) {
        return posts.answer(
                request,
                caller,
                finding.requireChangeablePerson(caller, invitee),
                () -> resending.resend(caller, invitee).then(Mono.fromSupplier(posts::begun)));
    }

    @Operation(
            summary = "Cancel an invitee",
            description =
                    "Takes `invitations:write`. From then on the person is refused with `invitee-cancelled`, on whatever"
                            + " kind of invitation, until they are invited again. Refused with `accepted` for who has accepted:"
                            + " remove the member instead, and with `waitlisted` for who waits: withdraw the acceptance instead.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = InviteeBody.class)))
    @ApiResponse(responseCode = "409", description = "`accepted` or `waitlisted`")
    @Takes(Action.CHANGE_INVITATIONS)
    @PostMapping("/cancel")
    Mono<ResponseEntity<byte[]>> cancel(
            Caller caller, ServerHttpRequest request, @PathVariable("invitee") String invitee) {
        return posts.answer(
                request,
                caller,
                finding.requireChangeablePerson(caller, invitee),
                () -> cancelling.cancel(caller, invitee).map(InviteeBody::from).map(posts::done));
    }

    @Operation(
            summary = "Decline an invitation",
            description =
                    "For an invitee who said so, before they accepted: later there is `POST /acceptances/{acceptance}/withdraw`. Takes"
                            + " `invitations:write`. They may still accept. Refused with `accepted`, `waitlisted` or `cancelled`"
                            + " for people who are that.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = InviteeBody.class)))
    @ApiResponse(responseCode = "409", description = "`accepted`, `waitlisted` or `cancelled`")
    @Takes(Action.CHANGE_INVITATIONS)
    @PostMapping("/decline")
    Mono<ResponseEntity<byte[]>> decline(
            Caller caller, ServerHttpRequest request, @PathVariable("invitee") String invitee) {
        return posts.answer(
                request,
                caller,
                finding.requireChangeablePerson(caller, invitee),
                () -> declining.decline(caller, invitee).map(InviteeBody::from).map(posts::done));
    }

    @Operation(
            summary = "Show a personal link",
            description = "To hand it on. It names the person and proves nothing: whoever has it may have got it from"
                    + " anybody. Takes `invitations:write`. Refused with `cancelled` or `expired` if it leads nowhere.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`cancelled` or `expired`")
    @Takes(Action.CHANGE_INVITATIONS)
    @GetMapping("/link")
    Mono<LinkBody> link(Caller caller, @PathVariable("invitee") String invitee) {
        return finding.link(caller, invitee).map(LinkBody::new);
    }

    /** Where a person is led. */
    @Schema(name = "PersonalLink")
    record LinkBody(
            @Schema(example = "https://usher.example/i/4bJ9…/p/1tR…")
            String link) {

        /** Without the token: records end up in logs. */
        @Override
        public String toString() {
            return "a personal link";
        }
    }
}
