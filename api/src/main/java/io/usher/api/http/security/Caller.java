package io.usher.api.http.security;

import io.usher.api.http.problem.Refusal;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, proven, with their rights by organization.
 *
 * @param id such as {@code key:<uuid>}; what is kept as the author of a change
 * @param tenant who shares the caller's limits: all programs of an organization do, everybody else is alone. Of turns, see
 *     {@link #tenants}
 * @param organizations those that the caller sees, beside the platform, who sees all
 * @param platform rights in every organization and beyond them; null = none
 * @param signedInAt null = proves who it is with each request
 * @param endsAt when what the caller has shown is over; null = that is not known beforehand
 */
public record Caller(
        String id,
        String tenant,
        Map<OrganizationId, Rights> organizations,
        @Nullable Rights platform,
        @Nullable Instant signedInAt,
        @Nullable Instant endsAt) {

    static final String KEY = "key:";

    /** What follows is the issuer, {@code #}, which no issuer has in its name, and the subject. */
    private static final String TOKEN = "token:";

    private static final String PERSON = "person:";

    private static final int MOST_TENANTS = 10;

    private static final Duration RECENT = Duration.ofMinutes(15);

    public Caller {
        organizations = Map.copyOf(organizations);
    }

    private Caller(
            String id,
            String tenant,
            Map<OrganizationId, Rights> organizations,
            @Nullable Rights platform,
            @Nullable Instant signedInAt) {
        this(id, tenant, organizations, platform, signedInAt, null);
    }

    /**
     * Whoever has a token of an issuer. One without organization is the platform's only if it has a scope that nobody else can
     * have: a claim that an issuer leaves out opens nothing.
     *
     * @param organization the only one that it sees; null = none is named
     */
    static Caller token(
            String issuer,
            String subject,
            @Nullable OrganizationId organization,
            Set<Permission> scopes,
            Instant endsAt) {
        Caller program = program(TOKEN + issuer + "#" + subject, organization, scopes);
        boolean seesNothing = organization == null && scopes.stream().noneMatch(Permission::isPlatforms);
        return new Caller(
                program.id, program.tenant, program.organizations, seesNothing ? null : program.platform, null, endsAt);
    }

    /**
     * A key.
     *
     * @param organization the only one that it sees; null = the platform's
     */
    public static Caller program(String id, @Nullable OrganizationId organization, Set<Permission> scopes) {
        if (organization == null) {
            return new Caller(id, id, Map.of(), Rights.everywhere(scopes), null);
        }
        return new Caller(
                id,
                organization.toString(),
                Map.of(organization, Rights.everywhere(scopes).ofOrganization()),
                null,
                null);
    }

    /** Whoever has the id, of whom no more is known. */
    public static Caller withId(String id) {
        return new Caller(id, id, Map.of(), null, null);
    }

    /** Somebody of whom no more is known. */
    public static Caller person(UUID account) {
        return withId(PERSON + account);
    }

    /** Somebody with roles, other ones in each organization. */
    public static Caller person(UUID account, Map<OrganizationId, Rights> memberships, Instant signedInAt) {
        Map<OrganizationId, Rights> organizations = new HashMap<>();
        memberships.forEach((organization, rights) -> organizations.put(organization, rights.ofOrganization()));
        return new Caller(PERSON + account, PERSON + account, organizations, null, signedInAt);
    }

    /** Somebody who runs the platform: they hold everything, and are a member of nothing by it. */
    public static Caller platformAdministrator(UUID account, Instant signedInAt) {
        return new Caller(
                PERSON + account,
                PERSON + account,
                Map.of(),
                Rights.everywhere(EnumSet.allOf(Permission.class)),
                signedInAt);
    }

    /** Somebody without an account, who has a link that was meant for one person. */
    public static Caller linkHolder() {
        return withId(PERSON);
    }

    /**
     * Who shares the caller's turns: the organizations in which a person may do something for others, at most
     * {@value #MOST_TENANTS}, always in the same order. For everybody else {@link #tenant}.
     */
    List<String> tenants() {
        List<String> acting = account().isEmpty()
                ? List.of()
                : organizations.entrySet().stream()
                        .filter(one -> !one.getValue().areNone())
                        .map(one -> one.getKey().toString())
                        .sorted()
                        .limit(MOST_TENANTS)
                        .toList();
        return acting.isEmpty() ? List.of(tenant) : acting;
    }

    /** Their rights in an organization; none if it does not exist for them. */
    public Rights in(OrganizationId organization) {
        return platform != null ? platform : organizations.getOrDefault(organization, Rights.NONE);
    }

    /** Their rights beyond organizations. */
    public Rights onPlatform() {
        return platform == null ? Rights.NONE : platform;
    }

    /** Whether the organization's things exist for the caller. If not, they are answered 404. */
    public boolean sees(OrganizationId organization) {
        return platform != null || organizations.containsKey(organization);
    }

    /** The key that the caller presented; empty if it is none. */
    public Optional<UUID> key() {
        return idAfter(KEY);
    }

    /** The account of a person who is signed in; empty if it is none. */
    public Optional<UUID> account() {
        return idAfter(PERSON);
    }

    /** Refuses those who have signed in, but not within the last 15 minutes: their browser may be somebody else's by now. */
    public void requireRecentSignIn(Instant now) {
        if (signedInAt != null && !isRecent(signedInAt, now)) {
            throw Refusal.signInAgain();
        }
    }

    /** Whether somebody who signed in then may change by what one gets in. */
    public static boolean isRecent(Instant signedInAt, Instant now) {
        return now.isBefore(signedInAt.plus(RECENT));
    }

    private Optional<UUID> idAfter(String kind) {
        return id.startsWith(kind) && id.length() > kind.length()
                ? Optional.of(UUID.fromString(id.substring(kind.length())))
                : Optional.empty();
    }

    public boolean isPlatform() {
        return platform != null;
    }
}
