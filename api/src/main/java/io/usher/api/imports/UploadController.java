package io.usher.api.imports;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.SchemaProperty;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.KeptAnswer;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.api.imports.Imports.Options;
import io.usher.api.imports.ReceivingFiles.Stored;
import io.usher.runtime.polling.PollingLoop;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(name = "Imports", description = "People are invited by a CSV file")
@ApiResponse(
        responseCode = "202",
        description = "The file is here, and its import begins; `Location` shows it",
        headers = @Header(name = "Location", schema = @Schema(type = "string")),
        content = @Content(schema = @Schema(implementation = ImportBody.class)))
@RestController
@RequestMapping(
        path = "/api/v1",
        consumes = {UploadController.CSV, MediaType.MULTIPART_FORM_DATA_VALUE},
        produces = MediaType.APPLICATION_JSON_VALUE)
class UploadController {

    static final String CSV = "text/csv";
    private static final String DRY_RUN = "Whether to report only what would become of each row";
    private static final String SEND_EMAILS =
            "Whether people get the invitation mail; if absent, as the invitation says";

    private final ImportTargets targets;
    private final ReceivingFiles receiving;
    private final StartingImports starting;
    private final RepeatablePosts posts;
    private final PollingLoop readingImports;

    UploadController(
            ImportTargets targets,
            ReceivingFiles receiving,
            StartingImports starting,
            RepeatablePosts posts,
            PollingLoop readingImports) {
        this.targets = targets;
        this.receiving = receiving;
        this.starting = starting;
        this.posts = posts;
        this.readingImports = readingImports;
    }

    @Operation(
            summary = "Import people",
            description =
                    "Takes `invitations:write` and each permission of the roles that the invitation grants. A CSV file, as the body or as the one file of a form: answered once"
                            + " all of it has been received and is kept; then it is read in the background, in its order, and"
                            + " survives a restart. `,` `;` or tab, quoted fields, any line breaks; in UTF-8, UTF-16 with a byte"
                            + " order mark, or Windows-1252. The header names the columns in English, German, Spanish, French or"
                            + " Japanese, in any order, and other columns are ignored; without one the columns are first name,"
                            + " last name, e-mail, or e-mail alone. A bad row is reported and stops nothing. What is no CSV is"
                            + " refused with `not-csv`. At most 200 MB and 1,000,000 rows; at most 20 imports of an organization that"
                            + " have not ended, others are refused with 429 and `too-many-imports`. If the same file is sent"
                            + " again while its import is being read, that import is answered; an import that failed or was"
                            + " stopped goes on where it ended. Once it is done, the file starts a new import, which invites"
                            + " nobody twice but again those who were cancelled since. A dry run always reads the file anew.")
    @ApiResponse(responseCode = "422", description = "`not-csv`, or `idempotency-key-reused`")
    @Takes(Action.CHANGE_INVITATIONS)
    @FileBody
    @PostMapping("/invitations/{invitation}/imports")
    Mono<ResponseEntity<byte[]>> upload(
            Caller caller,
            @PathVariable("invitation") String reference,
            @Parameter(description = DRY_RUN) @RequestParam(defaultValue = "false") boolean dryRun,
            @Parameter(description = SEND_EMAILS) @RequestParam(required = false) @Nullable Boolean sendEmails,
            ServerHttpRequest request) {
        Options options = new Options(dryRun, sendEmails);
        return targets.invitation(caller, reference)
                .flatMap(invitation -> upload(
                        caller,
                        options,
                        request,
                        targets.require(caller, invitation),
                        stored -> starting.start(caller, invitation, options, stored)));
    }

    @Operation(
            summary = "Import people into a team",
            description = "By the team's standing invitation, as for `invitees`: a dry run makes none, and without one"
                    + " reports who is a member. Otherwise as `POST"
                    + " /invitations/{invitation}/imports`. Takes `invitations:write`.")
    @ApiResponse(responseCode = "422", description = "`not-csv`, or `idempotency-key-reused`")
    @Takes(Action.CHANGE_INVITATIONS)
    @FileBody
    @PostMapping("/organizations/{org}/teams/{team}/imports")
    Mono<ResponseEntity<byte[]>> uploadIntoTeam(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            @Parameter(description = DRY_RUN) @RequestParam(defaultValue = "false") boolean dryRun,
            @Parameter(description = SEND_EMAILS) @RequestParam(required = false) @Nullable Boolean sendEmails,
            ServerHttpRequest request) {
        Options options = new Options(dryRun, sendEmails);
        Mono<Void> allowed = targets.requireTeam(caller, organization, team);
        return allowed.then(upload(
                caller,
                options,
                request,
                allowed,
                stored -> dryRun
                        ? targets.readable(caller, organization, team)
                                .flatMap(invitation -> starting.start(caller, invitation, options, stored))
                                .switchIfEmpty(Mono.defer(() -> targets.organization(caller, organization)
                                        .flatMap(found -> starting.check(caller, found, options, stored))))
                        : targets.team(caller, organization, team)
                                .flatMap(invitation -> starting.start(caller, invitation, options, stored))));
    }

    private Mono<ResponseEntity<byte[]>> upload(
            Caller caller,
            Options options,
            ServerHttpRequest request,
            Mono<Void> allowed,
            Function<Stored, Mono<Import>> start) {
        return receiving
                .receive(
                        caller,
                        UploadedBody.of(request),
                        stored -> posts.answer(
                                request,
                                caller,
                                new Fingerprint(stored.received().hash(), options.dryRun(), options.sendEmails()),
                                allowed,
                                () -> start.apply(stored).map(this::begun)))
                .doOnNext(started -> readingImports.wake());
    }

    private KeptAnswer begun(Import started) {
        return posts.begun(Map.of(HttpHeaders.LOCATION, "/api/v1/imports/" + started.id()), ImportBody.from(started));
    }

    /** What tells two requests to the same path apart. */
    private record Fingerprint(
            String hash, boolean dryRun, @Nullable Boolean sendEmails) {}

    /** Documents the body of an upload. */
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = CSV, schema = @Schema(type = "string")),
                @Content(
                        mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                        schemaProperties =
                                @SchemaProperty(name = "file", schema = @Schema(type = "string", format = "binary")))
            })
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    private @interface FileBody {}
}
