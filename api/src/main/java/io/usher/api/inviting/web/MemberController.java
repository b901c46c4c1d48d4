package io.usher.api.inviting.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.access.Caller;
import io.usher.api.inviting.ErasingPeople;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(name = "Members", description = "Takes `members:write`, or the platform's `organizations:write`")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/members", produces = MediaType.APPLICATION_JSON_VALUE)
class MemberController {

    private final ErasingPeople erasing;

    MemberController(ErasingPeople erasing) {
        this.erasing = erasing;
    }

    @Operation(
            summary = "Erase a person",
            description =
                    "By the id of a member, or by the e-mail address of anybody. The membership ends and its seat is"
                            + " free; the person's data leaves invitations, acceptances and mail, and mail that waits is not sent."
                            + " Uses of invitations stay used. An invitation that named nobody else is deleted. It may be repeated;"
                            + " whoever asks for a seat afterwards is a new person. Events stay in the topics for as long as the"
                            + " topics keep them.")
    @ApiResponse(responseCode = "202", description = "It is being done", content = @Content)
    @PostMapping("/{member}/erase")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<Void> erase(Caller caller, @PathVariable("org") String organization, @PathVariable("member") String member) {
        return erasing.erase(caller, organization, member);
    }
}
