package io.usher.api.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.contract.id.InvitationId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Schema(name = "Import")
public record ImportBody(
        UUID id,

        @Schema(description = "Null for a dry run of a team that had no standing invitation yet") @Nullable UUID invitation,

        @Schema(
                description = "reading also while it waits for its turn",
                allowableValues = {"reading", "done", "failed", "cancelled"})
        String state,

        @Schema(description = "Rows of the file, without the header and blank lines", example = "100000")
        int total,

        @Schema(description = "Rows that have their outcome", example = "42000")
        int done,

        @Schema(
                description = "Rows by outcome: new, duplicate, already-member, known-account, invalid",
                example =
                        "{\"new\": 41990, \"duplicate\": 3, \"already-member\": 2, \"known-account\": 4, \"invalid\": 1}")
        Map<String, Integer> counts,

        @Schema(description = "Nobody is invited: only the report is made")
        boolean dryRun,

        Instant createdAt,
        @Nullable Instant finishedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImportProblem problem) {

    public static ImportBody from(Import imported) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome.wireName(), imported.counts().getOrDefault(outcome, 0));
        }
        InvitationId invitation = imported.target().invitation();
        return new ImportBody(
                imported.id(),
                invitation == null ? null : invitation.value(),
                imported.state().wireName(),
                imported.total(),
                imported.done(),
                counts,
                imported.dryRun(),
                imported.createdAt(),
                imported.finishedAt(),
                imported.problem());
    }
}
