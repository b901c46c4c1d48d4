package io.usher.api.http.security;

import io.usher.api.http.problem.Problem;
import io.usher.contract.id.OrganizationId;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, proven.
 *
 * @param id such as {@code key:<uuid>}; what is kept as the author of a change
 * @param organization the only one the caller sees; null = the platform's, who sees all
 */
public record Caller(String id, @Nullable OrganizationId organization, Set<Scope> scopes) {

    static final String KEY = "key:";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Ends the request with 403 where the caller holds none of these. */
    public void require(Scope... anyOf) {
        for (Scope scope : anyOf) {
            if (scopes.contains(scope)) {
                return;
            }
        }
        throw Problem.forbidden("This takes the scope " + anyOf[0].wireName() + ".");
    }

    /** The key that the caller presented. */
    public UUID key() {
        return UUID.fromString(id.substring(KEY.length()));
    }

    /** Whether the organization's things exist for the caller: where not, they are answered 404. */
    public boolean mayActIn(OrganizationId other) {
        return organization == null || organization.equals(other);
    }

    /** Who shares the caller's limits: all keys of an organization do, a key of the platform is alone. */
    public String tenant() {
        return organization == null ? id : organization.toString();
    }

    public boolean isPlatform() {
        return organization == null;
    }
}
