package io.usher.api.invitations;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller may say about an invitation. */
@Schema(name = "InvitationProperties")
record InvitationRequest(
        @Schema(
                example = "Spring challenge",
                minLength = 1,
                maxLength = 255,
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable String name,

        @Schema(maxLength = 5000) @Nullable String description,

        @ArraySchema(
                maxItems = 10_000,
                arraySchema =
                        @Schema(
                                description =
                                        "Exact addresses and at most 1,000 domain patterns; empty or absent = public,"
                                                + " or what mode says",
                                example = "[\"ada@example.com\", \"*@layer5.io\"]"))
        @Nullable List<@Nullable String> emails,

        @Schema(
                description = "Follows from emails; without any it may be said to be targeted: then nobody is admitted"
                        + " until people are added",
                allowableValues = {"targeted", "domain", "mixed", "public"})
        @Nullable String mode,

        @Schema(description = "null = open at once") @Nullable Instant opensAt,

        @Schema(description = "After opensAt; null = never") @Nullable Instant expiresAt,

        @Schema(description = "How many people it lets in; null = unlimited", minimum = "1", example = "100") @Nullable Integer quota,

        @ArraySchema(
                maxItems = InvitationDraft.MOST_GRANTS,
                arraySchema =
                        @Schema(description = "Names or ids; learner where there is none", example = "[\"learner\"]"))
        @Nullable List<@Nullable String> roles,

        @ArraySchema(
                maxItems = InvitationDraft.MOST_GRANTS,
                arraySchema = @Schema(description = "Names or ids", example = "[]"))
        @Nullable List<@Nullable String> teams,

        @Schema(description = "Name or id", example = "Berlin") @Nullable String unit,

        @ArraySchema(
                maxItems = InvitationDraft.MOST_GRANTS,
                arraySchema = @Schema(description = "Names or ids", example = "[]"))
        @Nullable List<@Nullable String> groups,

        @ArraySchema(
                maxItems = InvitationDraft.MOST_GRANTS,
                arraySchema = @Schema(description = "Names or ids", example = "[]"))
        @Nullable List<@Nullable String> courses,

        @Schema(
                description = "When the memberships that come of it end; null = never. Of a member who has another"
                        + " invitation, too, the later end counts")
        @Nullable Instant accessExpiresAt,

        @Schema(
                description = "The switch, effective at once: after the answer nobody else gets in",
                allowableValues = {"enabled", "disabled"},
                defaultValue = "enabled")
        @Nullable String status,

        @Schema(
                description =
                        "Whether people queue if it is full. The first of them is promoted when a seat is free, while the"
                                + " invitation is enabled, open and not expired. If it is turned off, those who wait keep"
                                + " their place",
                defaultValue = "false")
        @Nullable Boolean waitlist,

        @Schema(description = "Whether exact addresses are sent the invitation mail", defaultValue = "true") @Nullable Boolean sendEmails,

        @Schema(description = "Language of its mails, a BCP 47 tag; null = the organization's", example = "en")
        @Nullable String locale) {

    static InvitationRequest from(InvitationDraft draft) {
        return new InvitationRequest(
                draft.name(),
                draft.description(),
                draft.emails(),
                draft.mode(),
                draft.opensAt(),
                draft.expiresAt(),
                draft.quota(),
                draft.grants(GrantKind.ROLE),
                draft.grants(GrantKind.TEAM),
                draft.grants(GrantKind.UNIT).stream().findFirst().orElse(null),
                draft.grants(GrantKind.GROUP),
                draft.grants(GrantKind.COURSE),
                draft.accessExpiresAt(),
                draft.status(),
                draft.waitlist(),
                draft.sendEmails(),
                draft.locale());
    }

    /** A new invitation is enabled if nothing else is said. */
    InvitationDraft ofNew() {
        return draft(status == null ? InvitationStatus.ENABLED.wireName() : status);
    }

    InvitationDraft draft() {
        return draft(status);
    }

    private InvitationDraft draft(@Nullable String switchedTo) {
        return new InvitationDraft(
                name,
                description,
                emails,
                mode,
                opensAt,
                expiresAt,
                quota,
                accessExpiresAt,
                InvitationDraft.grants(this::grants),
                switchedTo,
                waitlist,
                sendEmails,
                locale);
    }

    private @Nullable List<@Nullable String> grants(GrantKind kind) {
        return switch (kind) {
            case ROLE -> roles;
            case TEAM -> teams;
            case UNIT -> unit == null ? null : List.of(unit);
            case GROUP -> groups;
            case COURSE -> courses;
        };
    }
}
