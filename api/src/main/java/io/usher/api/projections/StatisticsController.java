package io.usher.api.projections;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.problem.FieldChecks;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.api.invitations.FindingInvitations;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@Tag(name = "Statistics", description = "How an invitation is doing")
@RestController
@RequestMapping(path = "/api/v1/invitations/{invitation}/stats", produces = MediaType.APPLICATION_JSON_VALUE)
class StatisticsController {

    private static final Set<String> STEPS = Set.of("minute", "hour", "day");

    private final FindingInvitations finding;
    private final Statistics statistics;

    StatisticsController(FindingInvitations finding, Statistics statistics) {
        this.finding = finding;
        this.statistics = statistics;
    }

    @Operation(
            summary = "Show the statistics of an invitation",
            description =
                    "Takes `statistics:read` or `invitations:read`. A second or two behind the decisions. `from`, `to`"
                            + " and `step` are about `perMinute` alone: since when, until before when, and how long its periods are,"
                            + " in UTC.")
    @Takes(Action.READ_STATISTICS)
    @GetMapping
    Mono<StatisticsBody> show(
            Caller caller,
            @PathVariable("invitation") String reference,
            @Parameter(schema = @Schema(type = "string", format = "date-time"))
                    @RequestParam(required = false)
                    @Nullable String from,
            @Parameter(schema = @Schema(type = "string", format = "date-time"))
                    @RequestParam(required = false)
                    @Nullable String to,
            @Parameter(
                            schema =
                                    @Schema(
                                            allowableValues = {"minute", "hour", "day"},
                                            defaultValue = "minute"))
                    @RequestParam(defaultValue = "minute")
                    String step) {
        if (!STEPS.contains(step)) {
            throw Refusal.invalid("step", "is not known");
        }
        Instant since = instant("from", from);
        Instant until = instant("to", to);
        if (since != null && until != null && since.isAfter(until)) {
            throw Refusal.invalid("to", "must not be before from");
        }
        return finding.present(caller, reference, Action.READ_STATISTICS)
                .flatMap(invitation -> statistics.of(invitation, step, since, until));
    }

    private static @Nullable Instant instant(String parameter, @Nullable String text) {
        if (text == null) {
            return null;
        }
        FieldChecks checks = new FieldChecks();
        Instant instant = checks.instant(parameter, text);
        checks.end();
        return instant;
    }
}
