package io.usher.api.mails;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(
        name = "Suppressions",
        description = "Addresses to which an organization sends no invitations and reminders, since their owners want"
                + " none or there is no such mailbox. All of this takes `members:write`, or the platform's"
                + " `organizations:write`")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/suppressions", produces = MediaType.APPLICATION_JSON_VALUE)
class SuppressionController {

    private final HandlingSuppressions handling;

    SuppressionController(HandlingSuppressions handling) {
        this.handling = handling;
    }

    @Operation(
            summary = "List suppressions",
            description = "In the order of their addresses, without people who were erased.")
    @Takes(Action.MANAGE_SUPPRESSIONS)
    @GetMapping
    Mono<Page<SuppressionBody>> list(
            Caller caller,
            @PathVariable("org") String organization,
            @Parameter(description = "Part of the address") @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        return handling.list(caller, organization, SearchText.of(q), page)
                .map(found -> found.map(SuppressionBody::from));
    }

    @Operation(
            summary = "Delete a suppression",
            description = "Soon the organization may write to the address again, also if its owner was erased. Only at"
                    + " their wish, or once there is a mailbox: mail servers refuse senders who do otherwise.")
    @ApiResponse(responseCode = "202", description = "It will be deleted", content = @Content)
    @Takes(Action.MANAGE_SUPPRESSIONS)
    @DeleteMapping("/{address}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<Void> delete(
            Caller caller, @PathVariable("org") String organization, @PathVariable("address") String address) {
        return handling.remove(caller, organization, address);
    }
}
