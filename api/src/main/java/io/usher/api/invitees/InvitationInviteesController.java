package io.usher.api.invitees;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.idempotency.KeptAnswer;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.json.NoFields;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import java.util.List;
import java.util.function.Function;
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
@RequestMapping(path = "/api/v1/invitations/{invitation}/invitees", produces = MediaType.APPLICATION_JSON_VALUE)
class InvitationInviteesController {

    static final String EXPORT =
            " With `Accept: text/csv` all of them are exported, whatever the query says: as a header and one line for each,"
                    + " with the properties as columns; what a spreadsheet would take for a formula begins with an apostrophe.";

    private final FindingInvitees finding;
    private final InvitingByName inviting;
    private final CancellingInvitees cancelling;
    private final ResendingInvitations resending;
    private final RepeatablePosts posts;
    private final JsonMapper json;

    InvitationInviteesController(
            FindingInvitees finding,
            InvitingByName inviting,
            CancellingInvitees cancelling,
            ResendingInvitations resending,
            RepeatablePosts posts,
            JsonMapper json) {
        this.finding = finding;
        this.inviting = inviting;
        this.cancelling = cancelling;
        this.resending = resending;
        this.posts = posts;
        this.json = json;
    }

    @Operation(
            summary = "List the invitees of an invitation",
            description = "Takes `invitations:read` or `invitations:write`. " + Search.SHORT_PAGES + EXPORT)
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = InviteePage.class)),
                @Content(mediaType = CsvExport.MEDIA_TYPE, schema = @Schema(type = "string"))
            })
    @Takes(Action.READ_INVITATIONS)
    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, CsvExport.MEDIA_TYPE})
    Mono<ResponseEntity<Flux<DataBuffer>>> list(
            Caller caller,
            @Parameter(hidden = true) ServerHttpRequest request,
            @PathVariable("invitation") String invitation,
            PageRequest page,
            InviteeFilter filter) {
        return CsvExport.isWanted(request.getHeaders())
                ? finding.invitation(caller, invitation).map(found -> export(finding.all(found)))
                : finding.list(caller, invitation, filter, page)
                        .map(found -> CsvExport.json(json.writeValueAsString(found.map(InviteeBody::from))));
    }

    static ResponseEntity<Flux<DataBuffer>> export(Flux<Invitee> invitees) {
        return CsvExport.of(
                "invitees.csv",
                InviteeBody.COLUMNS,
                invitees.map(invitee -> InviteeBody.from(invitee).cells()));
    }

    @Operation(
            summary = "Invite people by name",
            description =
                    "Up to 1,000. Takes `invitations:write` and each permission of the roles that the invitation"
                            + " grants, also if it is public. Nobody is invited twice, in whatever spelling; names that were missing"
                            + " are filled in. One invalid row does not stop the others. An invitation for domains is for these"
                            + " people, too, from then on; for a public one nothing changes but that they have a personal link.")
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
            @PathVariable("invitation") String invitation,
            @Parameter(description = NamedPeople.SEND_EMAILS, schema = @Schema(type = "boolean"))
                    @RequestParam(required = false)
                    @Nullable String sendEmails,
            @RequestBody List<@Nullable PersonRequest> people) {
        NamedPeople named = NamedPeople.of(people, sendEmails);
        return posts.answer(
                request,
                caller,
                named,
                finding.requireChangeable(caller, invitation),
                () -> inviting.invite(caller, invitation, named).map(added -> posts.done(AddedPeopleBody.from(added))));
    }

    @Operation(
            summary = "Resend invitations",
            description =
                    "To all who are still pending. Takes `invitations:write`. Each gets a new personal link; earlier ones no longer work. Skipped are"
                            + " those who have accepted or wait for a seat, were cancelled, have declined, do not want mails, or"
                            + " were sent invitations once more three times in a day.")
    @ApiResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = ResentBody.class)))
    @ApiResponse(responseCode = "409", description = "`invitation-expired`")
    @Takes(Action.CHANGE_INVITATIONS)
    @PostMapping("/resend")
    Mono<ResponseEntity<byte[]>> resend(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("invitation") String invitation,
            @Parameter(hidden = true) @RequestBody(required = false) @Nullable NoFields nothing) {
        return inSteps(
                request,
                caller,
                invitation,
                before -> resending.resendPending(caller, invitation, before),
                last -> posts.begun(new ResentBody(last.done(), last.skipped())));
    }

    @Operation(
            summary = "Cancel invitees",
            description =
                    "All who are still pending. Takes `invitations:write`. Skipped are those who have accepted or wait for a seat, have declined,"
                            + " or were cancelled before.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CancelledBody.class)))
    @Takes(Action.CHANGE_INVITATIONS)
    @PostMapping("/cancel")
    Mono<ResponseEntity<byte[]>> cancel(
            Caller caller,
            ServerHttpRequest request,
            @PathVariable("invitation") String invitation,
            @Parameter(hidden = true) @RequestBody(required = false) @Nullable NoFields nothing) {
        return inSteps(
                request,
                caller,
                invitation,
                before -> cancelling.cancelPending(caller, invitation, before),
                last -> posts.done(new CancelledBody(last.done(), last.skipped())));
    }

    /** One step in each transaction, until the last one, which is answered. */
    private Mono<ResponseEntity<byte[]>> inSteps(
            ServerHttpRequest request,
            Caller caller,
            String invitation,
            Function<Step, Mono<Step>> next,
            Function<Step, KeptAnswer> answer) {
        return posts.answerInSteps(
                request,
                caller,
                finding.requireChangeable(caller, invitation),
                Step.FIRST,
                before -> next.apply(before)
                        .map(step -> new RepeatablePosts.Reached<>(step, step.finished() ? answer.apply(step) : null)));
    }

    /** To how many an invitation is sent once more. */
    @Schema(name = "ResentInvitees")
    record ResentBody(int queued, int skipped) {}

    /** How many are not invited any more. */
    @Schema(name = "CancelledInvitees")
    record CancelledBody(int cancelled, int skipped) {}

    /** For the document alone. */
    @Schema(name = "PageInvitee")
    record InviteePage(List<InviteeBody> items, @Nullable String next) {}
}
