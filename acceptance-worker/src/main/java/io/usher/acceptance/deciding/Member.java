package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.Grants;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member of an organization with everything that they hold.
 *
 * @param invitation the one by which the person became a member; null if unknown
 * @param joinedAt when this membership began; null if it begins now
 * @param accessExpiresAt null = never
 */
public record Member(
        MemberId id,
        Person person,
        @Nullable InvitationId invitation,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        boolean active,
        List<Grantable> grants,
        @Nullable Instant joinedAt,
        @Nullable Instant accessExpiresAt) {

    /**
     * The maximum number of grantables that a member may hold. All of them are named in one event of at most a
     * megabyte; a name has at most 400 bytes.
     */
    public static final int MOST_GRANTS = 2000;

    private static final String ADMIN = "admin";

    static Member joining(MemberId id, Request request, GrantSet granted) {
        return new Member(
                id,
                request.person(),
                request.invitation(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                true,
                granted.grantables(),
                null,
                granted.accessEnd());
    }

    /** The later end of the access counts. */
    Member granted(GrantSet more) {
        return with(Grantable.together(grants, more.grantables()), Added.later(accessExpiresAt, more.accessEnd()));
    }

    public Member with(List<Grantable> holding, @Nullable Instant accessEnd) {
        return new Member(
                id, person, invitation, email, firstName, lastName, active, List.copyOf(holding), joinedAt, accessEnd);
    }

    boolean accessIsOver(Instant now) {
        return active && accessExpiresAt != null && !accessExpiresAt.isAfter(now);
    }

    public boolean isAdmin() {
        return active && grants.stream().anyMatch(one -> one.isRole(ADMIN));
    }

    boolean holdsAll(List<UUID> grantables) {
        return grantables.stream()
                .allMatch(id -> grants.stream().anyMatch(one -> one.id().equals(id)));
    }

    /** The names of what the member holds, as in events. */
    Grants grantNames() {
        return Grantable.names(grants, accessExpiresAt);
    }
}
