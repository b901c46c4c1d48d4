package io.usher.api.acceptances.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.acceptances.Acceptance;
import io.usher.api.http.csv.CsvExport;
import io.usher.contract.event.Grants;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An acceptance as it is answered. */
@Schema(name = "Acceptance")
public record AcceptanceBody(
        UUID id,
        UUID invitation,

        @Schema(description = "`erased` if the person was erased", example = "ada@example.com")
        String email,

        @Schema(allowableValues = {"pending", "accepted", "waitlisted", "rejected", "withdrawn"})
        String outcome,

        @Schema(description = "Why it was rejected") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,

        @Schema(description = "The earlier acceptance whose outcome this one was answered with")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable UUID original,

        @Schema(description = "Place within the invitation's waiting list, from 1, if it is waitlisted")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Long position,

        @Schema(description = "When the request entered the queue")
        Instant requestedAt,

        @Nullable Instant decidedAt,
        GrantedBody granted,

        @Schema(
                description =
                        "Names of what was to be granted but does not exist any more, is not allowed by the plan, or"
                                + " is more than a member may hold")
        List<String> skipped) {

    /** The columns of an export. */
    static final List<String> COLUMNS = List.of(
            "id",
            "invitation",
            "email",
            "outcome",
            "reason",
            "original",
            "position",
            "requestedAt",
            "decidedAt",
            "roles",
            "teams",
            "unit",
            "groups",
            "courses",
            "accessExpiresAt",
            "skipped");

    static AcceptanceBody from(Acceptance acceptance) {
        return new AcceptanceBody(
                acceptance.id().value(),
                acceptance.invitation().value(),
                acceptance.email(),
                acceptance.outcome().wireName(),
                acceptance.reason() == null ? null : acceptance.reason().wireName(),
                acceptance.original() == null ? null : acceptance.original().value(),
                acceptance.position(),
                acceptance.requestedAt(),
                acceptance.decidedAt(),
                GrantedBody.from(acceptance.granted()),
                acceptance.skipped());
    }

    /** In the order of the columns. */
    List<String> cells() {
        return CsvExport.cells(
                id,
                invitation,
                email,
                outcome,
                reason,
                original,
                position,
                requestedAt,
                decidedAt,
                granted.roles(),
                granted.teams(),
                granted.unit(),
                granted.groups(),
                granted.courses(),
                granted.accessExpiresAt(),
                skipped);
    }

    /** What came with the seat. */
    @Schema(name = "Granted")
    public record GrantedBody(
            List<String> roles,
            List<String> teams,
            @Nullable String unit,
            List<String> groups,
            List<String> courses,
            @Nullable Instant accessExpiresAt) {

        static GrantedBody from(Grants granted) {
            return new GrantedBody(
                    granted.roles(),
                    granted.teams(),
                    granted.unit(),
                    granted.groups(),
                    granted.courses(),
                    granted.accessExpiresAt());
        }
    }
}
