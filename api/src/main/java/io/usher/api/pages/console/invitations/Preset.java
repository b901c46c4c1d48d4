package io.usher.api.pages.console.invitations;

import io.usher.api.http.security.Action;
import io.usher.api.organizations.BuiltInRole;
import io.usher.api.pages.Form;
import io.usher.api.pages.console.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the form of a new invitation is filled in for what organizations do most. */
enum Preset {
    /** Some people, each by name. */
    PEOPLE,
    COMPANY,
    /** First come, first served. */
    CHALLENGE,
    /** Whose access ends. */
    PARTNER,
    /** Somebody else who runs the organization. */
    ADMIN;

    private static final Duration CHALLENGE_LASTS = Duration.ofDays(30);
    private static final Duration PARTNERS_STAY = Duration.ofDays(90);
    private static final String CHALLENGE_SEATS = "100";

    /** By their keys those that the visitor may make. */
    static List<String> keys(Visit visit) {
        return Arrays.stream(values())
                .filter(preset -> preset != ADMIN || visit.rights().allow(Action.MANAGE_ROLES))
                .map(Preset::key)
                .toList();
    }

    /** What a link calls it. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One of an unknown name fills in what they all have in common. */
    static InvitationFields fields(String key, Instant now) {
        return Arrays.stream(values())
                .filter(preset -> preset.key().equals(key))
                .findFirst()
                .orElse(PEOPLE)
                .fields(now);
    }

    private InvitationFields fields(Instant now) {
        return switch (this) {
            case PEOPLE -> filled(true, "", "", BuiltInRole.LEARNER, "", false);
            case COMPANY -> filled(false, "", "", BuiltInRole.LEARNER, "", false);
            case CHALLENGE ->
                filled(false, Form.time(now.plus(CHALLENGE_LASTS)), CHALLENGE_SEATS, BuiltInRole.LEARNER, "", true);
            case PARTNER -> filled(true, "", "", BuiltInRole.LEARNER, Form.time(now.plus(PARTNERS_STAY)), false);
            case ADMIN -> filled(true, "", "1", BuiltInRole.ADMIN, "", false);
        };
    }

    private static InvitationFields filled(
            boolean targeted,
            String expiresAt,
            String quota,
            BuiltInRole role,
            String accessExpiresAt,
            boolean waitlist) {
        return new InvitationFields(
                "",
                "",
                "",
                targeted,
                "",
                expiresAt,
                quota,
                List.of(role.roleName()),
                List.of(),
                "",
                List.of(),
                List.of(),
                accessExpiresAt,
                true,
                waitlist,
                true,
                "",
                Form.UTC);
    }
}
