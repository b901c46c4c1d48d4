package io.usher.api.invitees;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.http.csv.CsvExport;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A named person on an invitation, as answered. */
@Schema(name = "Invitee")
public record InviteeBody(
        InviteeId id,
        InvitationId invitation,

        @Schema(description = "As typed", example = "ada@example.com")
        String email,

        @Nullable String firstName,
        @Nullable String lastName,

        @Schema(
                description = "Of the newest invitation mail to the person; reminders do not count",
                allowableValues = {"not-sent", "queued", "sent", "bounced", "failed", "suppressed"})
        String emailStatus,

        @Schema(description = "Why that mail did not arrive") @Nullable String emailReason,

        @Schema(description = "When the invitation was sent last") @Nullable Instant emailedAt,

        @Schema(
                description =
                        "`expired`: the person has done nothing, and the personal link or the invitation has ended",
                allowableValues = {
                    "invited",
                    "opened",
                    "requested",
                    "waitlisted",
                    "accepted",
                    "rejected",
                    "declined",
                    "cancelled",
                    "expired"
                })
        String progress,

        @Schema(description = "The caller who invited them last", example = "key:01890a5d-ac96-774b-bcce-b302099a8057")
        String invitedBy,

        Instant invitedAt,

        @Schema(description = "When the personal link ends") @Nullable Instant linkExpiresAt,

        @Schema(description = "What they asked for last") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable AcceptanceId acceptance) {

    /** The columns of an export. */
    public static final List<String> COLUMNS = List.of(
            "id",
            "invitation",
            "email",
            "firstName",
            "lastName",
            "emailStatus",
            "emailReason",
            "emailedAt",
            "progress",
            "invitedBy",
            "invitedAt",
            "linkExpiresAt",
            "acceptance");

    public static InviteeBody from(Invitee invitee) {
        return new InviteeBody(
                invitee.id(),
                invitee.invitation(),
                invitee.named().email(),
                invitee.named().firstName(),
                invitee.named().lastName(),
                invitee.mailed().status(),
                invitee.mailed().reason(),
                invitee.mailed().at(),
                invitee.progress().wireName(),
                invitee.invitedBy(),
                invitee.invitedAt(),
                invitee.linkExpiresAt(),
                invitee.acceptance());
    }

    /** In the order of the columns; empty for what there is not. */
    public List<String> cells() {
        return CsvExport.cells(
                id,
                invitation,
                email,
                firstName,
                lastName,
                emailStatus,
                emailReason,
                emailedAt,
                progress,
                invitedBy,
                invitedAt,
                linkExpiresAt,
                acceptance);
    }
}
