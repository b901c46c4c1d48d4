package io.usher.api.members;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(name = "Members", description = "Takes `members:write`, or the platform's `organizations:write`")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/members", produces = MediaType.APPLICATION_JSON_VALUE)
class MemberController {

    private final ErasingPeople erasing;
    private final RepeatablePosts posts;

    MemberController(ErasingPeople erasing, RepeatablePosts posts) {
        this.erasing = erasing;
        this.posts = posts;
    }

    @Operation(
            summary = "Erase a person",
            description =
                    "By the id of a member, or by the e-mail address of anybody. The membership ends and its seat is"
                            + " free; the person's data leaves invitations, acceptances and mail, and mail that waits is not sent."
                            + " Uses of invitations stay used. An invitation that named nobody else admits nobody. By the address it"
                            + " may be repeated; the id of a member is 404 once the membership has ended. Whoever asks for a"
                            + " seat afterwards is a new person. Events stay in the topics for as long as the"
                            + " topics keep them.")
    @ApiResponse(responseCode = "202", description = "It is being done", content = @Content)
    @PostMapping("/{member}/erase")
    Mono<ResponseEntity<byte[]>> erase(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("member") String member,
            ServerHttpRequest request) {
        return posts.answer(
                request,
                caller,
                "",
                () -> erasing.eraseStepwise(caller, organization, member)
                        .filter(complete -> complete)
                        .map(complete -> posts.begun()));
    }
}
