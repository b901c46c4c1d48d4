package io.usher.api.invitations;

import io.usher.api.http.problem.FieldChecks;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An invitation as a caller wants it: any property may be missing or wrong. Null means that the property has its
 * default, but for {@code status}, which must be said.
 *
 * @param mode null = what follows from the others
 * @param grants names or ids of what it grants, of every kind
 */
public record InvitationDraft(
        @Nullable String name,
        @Nullable String description,
        @Nullable List<@Nullable String> emails,
        @Nullable String mode,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable Integer quota,
        @Nullable Instant accessExpiresAt,
        Map<GrantKind, List<@Nullable String>> grants,
        @Nullable String status,
        @Nullable Boolean waitlist,
        @Nullable Boolean sendEmails,
        @Nullable String locale) {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_DESCRIPTION = 5000;
    static final int MOST_GRANTS = 100;

    /** What an invitation says already, as a draft that a caller may change. */
    static InvitationDraft from(Invitation invitation) {
        Terms terms = invitation.terms();
        return new InvitationDraft(
                terms.name(),
                terms.description(),
                new ArrayList<>(terms.addressees().emails()),
                null,
                terms.opensAt(),
                terms.expiresAt(),
                terms.quota(),
                terms.accessExpiresAt(),
                grants(kind -> new ArrayList<>(invitation.grants().names(kind))),
                terms.status().wireName(),
                terms.waitlist(),
                terms.sendEmails(),
                terms.locale());
    }

    /** The same but for the switch. */
    public InvitationDraft withStatus(String other) {
        return new InvitationDraft(
                name,
                description,
                emails,
                mode,
                opensAt,
                expiresAt,
                quota,
                accessExpiresAt,
                grants,
                other,
                waitlist,
                sendEmails,
                locale);
    }

    /**
     * Ends the request with 400, naming every wrong field.
     *
     * @param before whom the invitation is for so far
     */
    Checked check(Addressees before) {
        FieldChecks checks = new FieldChecks();
        String checkedName = checks.line("name", name, LONGEST_NAME);
        String checkedDescription = checks.text("description", description, LONGEST_DESCRIPTION);
        Addressees addressees = before.changedTo(checks, emails, mode);
        checkTimes(checks);
        checkQuota(checks);
        Map<GrantKind, List<String>> named = new EnumMap<>(GrantKind.class);
        for (GrantKind kind : GrantKind.values()) {
            named.put(kind, checkNames(checks, kind, grants(kind)));
        }
        InvitationStatus checkedStatus = checkStatus(checks);
        String checkedLocale = checks.locale("locale", locale);
        checks.end();
        Terms terms = new Terms(
                checkedName,
                checkedDescription,
                addressees,
                opensAt,
                expiresAt,
                quota,
                accessExpiresAt,
                checkedStatus,
                waitlist != null && waitlist,
                sendEmails == null || sendEmails,
                checkedLocale);
        return new Checked(terms, named);
    }

    private static List<String> checkNames(FieldChecks checks, GrantKind kind, List<@Nullable String> names) {
        return kind.isSingle()
                ? names.stream()
                        .map(name -> checks.line(kind.property(), name, LONGEST_NAME))
                        .toList()
                : checks.names(kind.property(), names, MOST_GRANTS);
    }

    private void checkTimes(FieldChecks checks) {
        if (opensAt != null && expiresAt != null && !expiresAt.isAfter(opensAt)) {
            checks.refuse("expiresAt", "must be after opensAt");
        }
    }

    private void checkQuota(FieldChecks checks) {
        if (quota != null && quota == 0) {
            checks.refuse("quota", "must be 1 or more; to let nobody in, set status to disabled");
        } else if (quota != null && quota < 0) {
            checks.refuse("quota", "must be 1 or more, or absent for unlimited");
        }
    }

    private InvitationStatus checkStatus(FieldChecks checks) {
        for (InvitationStatus known : InvitationStatus.values()) {
            if (known.wireName().equals(status)) {
                return known;
            }
        }
        checks.refuse("status", "must be enabled or disabled");
        return InvitationStatus.DISABLED;
    }

    public List<@Nullable String> grants(GrantKind kind) {
        return grants.getOrDefault(kind, List.of());
    }

    /** Names of every kind. */
    public static Map<GrantKind, List<@Nullable String>> grants(
            Function<GrantKind, @Nullable List<@Nullable String>> names) {
        Map<GrantKind, List<@Nullable String>> grants = new EnumMap<>(GrantKind.class);
        for (GrantKind kind : GrantKind.values()) {
            List<@Nullable String> ofKind = names.apply(kind);
            grants.put(kind, ofKind == null ? List.of() : ofKind);
        }
        return grants;
    }

    /** A draft with nothing wrong in it; whether what it grants exists is still to be seen. */
    record Checked(Terms terms, Map<GrantKind, List<String>> grants) {

        List<String> grants(GrantKind kind) {
            return grants.getOrDefault(kind, List.of());
        }
    }
}
