package io.usher.api.imports;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(name = "Imports", description = "People are invited by a CSV file")
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class ImportListController {

    private static final String LISTED =
            "The newest first, dry runs included; each is kept for 40 days after its end. Takes"
                    + " `invitations:read` or `invitations:write`.";

    private final ImportTargets targets;
    private final FindingImports imports;

    ImportListController(ImportTargets targets, FindingImports imports) {
        this.targets = targets;
        this.imports = imports;
    }

    @Operation(summary = "List the imports of an invitation", description = LISTED)
    @Takes(Action.READ_INVITATIONS)
    @GetMapping("/invitations/{invitation}/imports")
    Mono<Page<ImportBody>> list(Caller caller, @PathVariable("invitation") String reference, PageRequest page) {
        return targets.readable(caller, reference)
                .flatMap(invitation -> imports.list(invitation, page))
                .map(found -> found.map(ImportBody::from));
    }

    @Operation(
            summary = "List the imports of a team",
            description =
                    "By the team's standing invitation; empty if the team has none yet, dry runs included. " + LISTED)
    @Takes(Action.READ_INVITATIONS)
    @GetMapping("/organizations/{org}/teams/{team}/imports")
    Mono<Page<ImportBody>> listOfTeam(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            PageRequest page) {
        return targets.readable(caller, organization, team)
                .flatMap(invitation -> imports.list(invitation, page))
                .defaultIfEmpty(new Page<>(List.of(), null))
                .map(found -> found.map(ImportBody::from));
    }
}
