package io.usher.api.members;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.http.csv.CsvExport;
import io.usher.contract.event.GrantKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member as it is answered. */
@Schema(name = "Member")
public record MemberBody(
        UUID id,
        UUID organization,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        List<String> roles,
        List<String> teams,
        @Nullable String unit,
        List<String> groups,
        List<String> courses,

        @Schema(
                description =
                        "When the membership ends, within a minute; null = never. The last admin of the organization stays")
        @Nullable Instant accessExpiresAt,

        Instant joinedAt,

        @Schema(description = "The one that made them a member") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID invitation,

        @Schema(allowableValues = {"active", "ended"}) String state) {

    /** The columns of an export. */
    static final List<String> COLUMNS = List.of(
            "id",
            "organization",
            "email",
            "firstName",
            "lastName",
            "roles",
            "teams",
            "unit",
            "groups",
            "courses",
            "accessExpiresAt",
            "joinedAt",
            "invitation",
            "state");

    public static MemberBody from(Member member) {
        return new MemberBody(
                member.id().value(),
                member.organization().value(),
                member.email(),
                member.firstName(),
                member.lastName(),
                member.names(GrantKind.ROLE),
                member.names(GrantKind.TEAM),
                member.names(GrantKind.UNIT).stream().findFirst().orElse(null),
                member.names(GrantKind.GROUP),
                member.names(GrantKind.COURSE),
                member.accessExpiresAt(),
                member.joinedAt(),
                member.invitation() == null ? null : member.invitation().value(),
                member.ended() ? "ended" : "active");
    }

    /** In the order of the columns. */
    List<String> cells() {
        return CsvExport.cells(
                id,
                organization,
                email,
                firstName,
                lastName,
                roles,
                teams,
                unit,
                groups,
                courses,
                accessExpiresAt,
                joinedAt,
                invitation,
                state);
    }
}
