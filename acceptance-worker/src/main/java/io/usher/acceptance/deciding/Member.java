package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.Grants;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of an organization and what they hold.
 *
 * @param invitation that made the member; null if it is not known
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
        @Nullable Instant accessExpiresAt) {

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
                null);
    }

    /** An access end is lifted: what is granted has none, and the later one counts. */
    Member granted(GrantSet more) {
        return with(Grantable.together(grants, more.grantables()), null);
    }

    public Member with(List<Grantable> holding, @Nullable Instant accessEnd) {
        return new Member(id, person, invitation, email, firstName, lastName, active, List.copyOf(holding), accessEnd);
    }

    public boolean isAdmin() {
        return active && grants.stream().anyMatch(one -> one.isRole(ADMIN));
    }

    /** As events name what the member holds. */
    Grants held() {
        return Grantable.names(grants);
    }
}
