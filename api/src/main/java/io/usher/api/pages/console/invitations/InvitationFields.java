package io.usher.api.pages.console.invitations;

import io.usher.api.invitations.InvitationBody;
import io.usher.api.invitations.InvitationDraft;
import io.usher.api.pages.Form;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationMode;
import io.usher.contract.event.InvitationStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the form of an invitation shows: what was typed, or what the invitation says. Texts are empty where there is nothing.
 *
 * @param emails one in each line
 * @param targeted whether it is for people who are named, although there may be none yet
 * @param opensAt like the other times without seconds, in the form's zone
 */
record InvitationFields(
        String name,
        String description,
        String emails,
        boolean targeted,
        String opensAt,
        String expiresAt,
        String quota,
        List<String> roles,
        List<String> teams,
        String unit,
        List<String> groups,
        List<String> courses,
        String accessExpiresAt,
        boolean enabled,
        boolean waitlist,
        boolean sendEmails,
        String locale,
        String zone) {

    private static final String ENABLED = InvitationStatus.ENABLED.wireName();
    private static final String TARGETED = InvitationMode.TARGETED.wireName();

    /** In UTC. */
    static InvitationFields from(InvitationBody says) {
        return from(says, ZoneOffset.UTC);
    }

    static InvitationFields from(InvitationBody says, ZoneId zone) {
        return new InvitationFields(
                says.name(),
                text(says.description()),
                String.join("\n", says.emails()),
                TARGETED.equals(says.mode()),
                Form.time(says.opensAt(), zone),
                Form.time(says.expiresAt(), zone),
                text(says.quota()),
                says.roles(),
                says.teams(),
                text(says.unit()),
                says.groups(),
                says.courses(),
                Form.time(says.accessExpiresAt(), zone),
                ENABLED.equals(says.status()),
                says.waitlist(),
                says.sendEmails(),
                text(says.locale()),
                zone.getId());
    }

    static InvitationFields of(Form form) {
        return new InvitationFields(
                text(form.optional("name")),
                text(form.optional("description")),
                text(form.optional("emails")),
                form.isTicked("targeted"),
                text(form.optional("opensAt")),
                text(form.optional("expiresAt")),
                text(form.optional("quota")),
                form.all("roles"),
                form.all("teams"),
                text(form.typedOrChosen("unit")),
                form.all("groups"),
                form.all("courses"),
                text(form.optional("accessExpiresAt")),
                form.isTicked("enabled"),
                form.isTicked("waitlist"),
                form.isTicked("sendEmails"),
                text(form.optional("locale")),
                Objects.requireNonNullElse(form.optional("zone"), Form.UTC));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /**
     * What the form wants, with errors recorded in it.
     *
     * @param before what the invitation says so far; null = it is new
     */
    static InvitationDraft draft(Form form, @Nullable InvitationDraft before, boolean targetedBefore) {
        List<@Nullable String> emails = new ArrayList<>(form.list("emails"));
        return new InvitationDraft(
                form.optional("name"),
                form.optional("description"),
                emails,
                mode(form, targetedBefore, emails.isEmpty()),
                keep(before == null ? null : before.opensAt(), form.instant("opensAt")),
                keep(before == null ? null : before.expiresAt(), form.instant("expiresAt")),
                form.number("quota"),
                keep(before == null ? null : before.accessExpiresAt(), form.instant("accessExpiresAt")),
                InvitationDraft.grants(kind -> names(form, kind)),
                form.isTicked("enabled") ? ENABLED : InvitationStatus.DISABLED.wireName(),
                form.isTicked("waitlist"),
                form.isTicked("sendEmails"),
                form.optional("locale"));
    }

    private static List<@Nullable String> names(Form form, GrantKind kind) {
        List<String> names = form.all(kind.property());
        return new ArrayList<>(kind == GrantKind.UNIT ? names.stream().limit(1).toList() : names);
    }

    /** Addresses say for whom it is. Without any, the box does. */
    private static @Nullable String mode(Form form, boolean targetedBefore, boolean nobody) {
        boolean targeted = form.isTicked("targeted");
        return !nobody || targeted == targetedBefore ? null : targeted ? TARGETED : InvitationMode.PUBLIC.wireName();
    }

    /** The form has no seconds: what it was not asked to change stays. */
    private static @Nullable Instant keep(@Nullable Instant before, @Nullable Instant typed) {
        return before != null && before.truncatedTo(ChronoUnit.MINUTES).equals(typed) ? before : typed;
    }

    /** One property that two versions say differently. */
    record Difference(String property, String theirs, String yours) {}

    /** What differs from what somebody else has saved meanwhile. */
    List<Difference> differencesFrom(InvitationFields theirs) {
        return Stream.of(
                        new Difference("name", theirs.name, name),
                        new Difference("description", theirs.description, description),
                        new Difference("emails", theirs.emails, emails),
                        new Difference("opensAt", theirs.opensAt, opensAt),
                        new Difference("expiresAt", theirs.expiresAt, expiresAt),
                        new Difference("quota", theirs.quota, quota),
                        new Difference("roles", String.join(", ", theirs.roles), String.join(", ", roles)),
                        new Difference("teams", String.join(", ", theirs.teams), String.join(", ", teams)),
                        new Difference("unit", theirs.unit, unit),
                        new Difference("groups", String.join(", ", theirs.groups), String.join(", ", groups)),
                        new Difference("courses", String.join(", ", theirs.courses), String.join(", ", courses)),
                        new Difference("accessExpiresAt", theirs.accessExpiresAt, accessExpiresAt),
                        new Difference("locale", theirs.locale, locale),
                        new Difference("enabled", yes(theirs.enabled), yes(enabled)),
                        new Difference("waitlist", yes(theirs.waitlist), yes(waitlist)),
                        new Difference("sendEmails", yes(theirs.sendEmails), yes(sendEmails)))
                .filter(one -> !one.theirs().equals(one.yours()))
                .toList();
    }

    private static String yes(boolean set) {
        return set ? "✓" : "–";
    }
}
