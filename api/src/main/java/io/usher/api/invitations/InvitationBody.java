package io.usher.api.invitations;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.contract.event.Grants;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An invitation as it is answered. What later versions bring has its neutral value. */
@Schema(name = "Invitation")
public record InvitationBody(
        @Schema(implementation = String.class, format = "uuid")
        InvitationId id,

        @Schema(description = "What the link ends with") String code,

        @Schema(description = "For sharing: whoever has it may try to accept", format = "uri")
        String link,

        @Schema(implementation = String.class, format = "uuid")
        OrganizationId organization,

        String name,
        @Nullable String description,

        @ArraySchema(
                arraySchema =
                        @Schema(
                                description = "Domain patterns, and the exact addresses in the order in which they were"
                                        + " added: the first 1,000 of them, however many there are; in lists"
                                        + " the first 10 of all. Empty = public, or"
                                        + " targeted and nobody added yet: see mode"))
        List<String> emails,

        @Schema(description = "How many people it names, in `emails` or not")
        int invitees,

        @Schema(allowableValues = {"targeted", "domain", "mixed", "public"})
        String mode,

        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable Integer quota,
        List<String> roles,
        List<String> teams,
        @Nullable String unit,
        List<String> groups,
        List<String> courses,

        @Schema(description = "When the memberships that come of it end; null = never") @Nullable Instant accessExpiresAt,

        @Schema(allowableValues = {"enabled", "disabled"}) String status,

        @Schema(
                description = "Whether it lets people in now, and why not",
                allowableValues = {"enabled", "disabled", "scheduled", "expired", "full"})
        String state,

        @Schema(description = "Whether people queue if it is full")
        boolean waitlist,

        boolean sendEmails,
        @Nullable String locale,

        @Schema(description = "How many people it has let in")
        int accepted,

        @Schema(description = "How many more it lets in; null = unlimited") @Nullable Integer remaining,

        @Schema(description = "How many people wait for a seat")
        int waitlisted,

        @Schema(description = "What may not have been meant")
        List<Warning> warnings,

        @Schema(description = "The caller who made it", example = "key:01890a5d-ac96-774b-bcce-b302099a8057")
        String createdBy,

        Instant createdAt,
        Instant updatedAt,

        @Schema(description = "Grows by one with every change")
        long version) {

    static InvitationBody from(
            Invitation invitation, List<String> emails, List<Warning> warnings, String link, Instant now) {
        Terms terms = invitation.terms();
        Grants grants = invitation.grants().names();
        return new InvitationBody(
                invitation.id(),
                invitation.code(),
                link,
                invitation.organization(),
                terms.name(),
                terms.description(),
                emails,
                invitation.invitees(),
                terms.addressees().mode().wireName(),
                terms.opensAt(),
                terms.expiresAt(),
                terms.quota(),
                grants.roles(),
                grants.teams(),
                grants.unit(),
                grants.groups(),
                grants.courses(),
                terms.accessExpiresAt(),
                terms.status().wireName(),
                Availability.of(invitation, now).wireName(),
                terms.waitlist(),
                terms.sendEmails(),
                terms.locale(),
                invitation.accepted(),
                invitation.remaining(),
                invitation.waitlisted(),
                warnings,
                invitation.createdBy(),
                invitation.createdAt(),
                invitation.updatedAt(),
                invitation.version());
    }
}
