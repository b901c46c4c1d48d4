package io.usher.api.audit;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.contract.event.GrantKind;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.AccountId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What something was done to.
 *
 * @param organization in whose log it is; null = the platform's
 * @param kind such as {@code invitation}
 * @param id null if there is none, or none any more
 * @param name of people the address in normal form, by which an erasure finds it; null = it has none
 */
public record Audited(
        @Nullable OrganizationId organization,
        String kind,
        @Nullable UUID id,
        @Nullable String name) {

    public static final String API_KEY = "api-key";

    /** The kinds of those who did something. */
    public static final Set<String> ACTORS = Set.of("key", "person", "system");

    /** The kinds of things to which something is done. */
    public static final Set<String> SUBJECTS = Stream.concat(
                    Stream.of(
                            API_KEY,
                            "organization",
                            "invitation",
                            "invitee",
                            "import",
                            "member",
                            "dead-letter",
                            "suppression",
                            "account",
                            "acceptance"),
                    Arrays.stream(GrantKind.values()).map(GrantKind::wireName))
            .collect(toUnmodifiableSet());

    private static final String ERASED = "erased";

    public static Audited organization(OrganizationId id, String name) {
        return new Audited(id, "organization", id.value(), name);
    }

    public static Audited grantable(OrganizationId organization, GrantKind kind, UUID id, String name) {
        return new Audited(organization, kind.wireName(), id, name);
    }

    /** @param organization null = the platform's */
    public static Audited apiKey(@Nullable OrganizationId organization, UUID id, @Nullable String name) {
        return new Audited(organization, API_KEY, id, name);
    }

    public static Audited invitation(OrganizationId organization, InvitationId id, String name) {
        return new Audited(organization, "invitation", id.value(), name);
    }

    public static Audited invitee(OrganizationId organization, InviteeId id, String address) {
        return new Audited(organization, "invitee", id.value(), address);
    }

    public static Audited importOf(OrganizationId organization, UUID id, @Nullable String invitation) {
        return new Audited(organization, "import", id, invitation);
    }

    public static Audited member(OrganizationId organization, String address) {
        return new Audited(
                organization, "member", MemberId.of(organization, address).value(), address);
    }

    public static Audited erasedMember(OrganizationId organization) {
        return new Audited(organization, "member", null, ERASED);
    }

    /** @param address null = that of the person who does it */
    public static Audited account(@Nullable AccountId id, @Nullable String address) {
        return new Audited(null, "account", id == null ? null : id.value(), address);
    }

    /** @param topic where its record was; null = many dead letters at once */
    public static Audited deadLetter(@Nullable UUID id, @Nullable String topic) {
        return new Audited(null, "dead-letter", id, topic);
    }

    public static Audited suppression(OrganizationId organization, String address) {
        return new Audited(organization, "suppression", null, address);
    }

    static Audited acceptance(OrganizationId organization, AcceptanceId id, @Nullable String address) {
        return new Audited(organization, "acceptance", id.value(), address);
    }
}
