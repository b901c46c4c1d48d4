package io.usher.api.imports;

import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as it stands.
 *
 * @param total rows of the file
 * @param done rows that have their outcome
 * @param counts rows by outcome; all outcomes are there
 * @param problem why it failed; null if it did not
 */
public record Import(
        UUID id,
        Target target,
        ImportState state,
        int total,
        int done,
        Map<Outcome, Integer> counts,
        boolean dryRun,
        char delimiter,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable ImportProblem problem) {

    /**
     * Where people are imported to.
     *
     * @param invitation null = a dry run for a team that had no standing invitation yet
     */
    public record Target(
            OrganizationId organization, @Nullable InvitationId invitation) {}

    public boolean isFinished() {
        return state != ImportState.READING;
    }

    /** Whether it is a dry run of all rows. */
    public boolean isChecked() {
        return dryRun && state == ImportState.DONE;
    }
}
