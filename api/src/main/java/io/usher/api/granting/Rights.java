package io.usher.api.granting;

import io.usher.api.http.security.Scope;
import io.usher.contract.event.GrantKind;
import java.util.EnumSet;
import java.util.Set;

/** Which scopes it takes. The platform's {@code organizations:write} is enough for everything that organizations set up. */
final class Rights {

    private Rights() {}

    /** The one that is asked for; the platform's will do as well. */
    static Scope toWrite(GrantKind kind) {
        return switch (kind) {
            case ROLE -> Scope.MEMBERS_WRITE;
            case TEAM -> Scope.TEAMS_WRITE;
            case UNIT, GROUP -> Scope.UNITS_WRITE;
            case COURSE -> Scope.COURSES_WRITE;
        };
    }

    /** Any of these; whoever may change things may read them. */
    static Set<Scope> toRead(GrantKind kind) {
        Set<Scope> enough = EnumSet.of(toWrite(kind), Scope.ORGANIZATIONS_WRITE);
        if (kind != GrantKind.ROLE) {
            enough.addAll(EnumSet.of(
                    Scope.MEMBERS_READ, Scope.MEMBERS_WRITE, Scope.INVITATIONS_READ, Scope.INVITATIONS_WRITE));
        }
        return enough;
    }
}
