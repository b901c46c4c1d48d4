package io.usher.api.projections;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.api.http.streams.EventStreams;
import io.usher.api.invitations.FindingInvitations;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

@Tag(name = "Statistics", description = "How an invitation is doing")
@RestController
class CountsController {

    private final FindingInvitations finding;
    private final FollowingCounts following;
    private final EventStreams streams;

    CountsController(FindingInvitations finding, FollowingCounts following, EventStreams streams) {
        this.finding = finding;
        this.following = following;
        this.streams = streams;
    }

    @Operation(
            summary = "Follow the counts of an invitation",
            description =
                    "Server-sent events `counts`: as they are, and then as they change, at most one a second and a"
                            + " second or two behind the decisions. A comment every 15 seconds keeps the stream alive. It ends"
                            + " when the invitation is deleted, within five seconds when the key is revoked or expires or its reader signs out, and when"
                            + " the program stops; then connect again. With too many streams open it is answered 429 or 503."
                            + " Takes `statistics:read` or `invitations:read`.")
    @ApiResponse(
            responseCode = "200",
            description = "The data of each event are the counts at that time",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = CountsBody.class)))
    @Takes(Action.READ_STATISTICS)
    @GetMapping(path = "/api/v1/invitations/{invitation}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<CountsBody>> stream(Caller caller, @PathVariable("invitation") String reference) {
        Flux<ServerSentEvent<CountsBody>> events = finding.present(caller, reference, Action.READ_STATISTICS)
                .flatMapMany(invitation -> following.follow(caller, invitation.id()))
                .map(counts -> ServerSentEvent.builder(counts).event("counts").build());
        return streams.to(caller, events, "waiting");
    }
}
