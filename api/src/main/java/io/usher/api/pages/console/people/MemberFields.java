package io.usher.api.pages.console.people;

import io.usher.api.members.MemberBody;
import io.usher.api.members.MemberProperties;
import io.usher.api.pages.Form;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the form of a member shows: what was typed, or what they have. Texts are empty where there is nothing. */
record MemberFields(
        List<String> roles,
        List<String> teams,
        String unit,
        List<String> groups,
        List<String> courses,
        String accessExpiresAt,
        String zone) {

    static MemberFields from(MemberBody has) {
        return new MemberFields(
                has.roles(),
                has.teams(),
                Objects.requireNonNullElse(has.unit(), ""),
                has.groups(),
                has.courses(),
                Form.time(has.accessExpiresAt()),
                Form.UTC);
    }

    static MemberFields of(Form form) {
        return new MemberFields(
                form.all("roles"),
                form.all("teams"),
                Objects.requireNonNullElse(form.typedOrChosen("unit"), ""),
                form.all("groups"),
                form.all("courses"),
                Objects.requireNonNullElse(form.optional("accessExpiresAt"), ""),
                Objects.requireNonNullElse(form.optional("zone"), Form.UTC));
    }

    /**
     * What the form wants.
     *
     * @param named the properties that are to change
     */
    record Change(Set<String> named, MemberProperties properties) {}

    /** With errors recorded in the form. What was deleted meanwhile is in no form, and is no change unless others are made. */
    static Change change(Form form, MemberBody before) {
        Instant typed = form.instant("accessExpiresAt");
        MemberProperties wanted = new MemberProperties(
                names(form, "roles"),
                names(form, "teams"),
                form.typedOrChosen("unit"),
                names(form, "groups"),
                names(form, "courses"),
                typed);
        Set<String> named = new HashSet<>();
        addIf(named, "roles", !Set.copyOf(form.all("roles")).equals(Set.copyOf(before.roles())));
        addIf(named, "teams", !Set.copyOf(form.all("teams")).equals(Set.copyOf(before.teams())));
        addIf(named, "unit", !Objects.equals(form.typedOrChosen("unit"), before.unit()));
        addIf(named, "groups", !Set.copyOf(form.all("groups")).equals(Set.copyOf(before.groups())));
        addIf(named, "courses", !Set.copyOf(form.all("courses")).equals(Set.copyOf(before.courses())));
        addIf(named, MemberProperties.ACCESS_EXPIRES_AT, !sameMinute(typed, before.accessExpiresAt()));
        return new Change(Set.copyOf(named), wanted);
    }

    private static List<@Nullable String> names(Form form, String field) {
        return new ArrayList<>(form.all(field));
    }

    private static void addIf(Set<String> named, String property, boolean changed) {
        if (changed) {
            var unused = named.add(property);
        }
    }

    /** The form has no seconds. */
    private static boolean sameMinute(@Nullable Instant typed, @Nullable Instant before) {
        return Objects.equals(typed, before == null ? null : before.truncatedTo(ChronoUnit.MINUTES));
    }
}
