package io.usher.api.accounts.sessions;

import io.usher.api.http.security.Permission;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What somebody may do in the organizations whose member they are. */
final class Memberships {

    private Memberships() {}

    /** @param stored of each an id and the permissions, with a blank before each of these */
    static Map<OrganizationId, Set<Permission>> of(List<String> stored) {
        return stored.stream()
                .map(membership -> List.of(membership.split(" ")))
                .collect(Collectors.toMap(
                        words -> new OrganizationId(UUID.fromString(words.getFirst())),
                        words -> Permission.heldByRoles(words.subList(1, words.size()))));
    }
}
