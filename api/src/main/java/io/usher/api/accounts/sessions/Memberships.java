package io.usher.api.accounts.sessions;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Rights;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** What somebody may do in the organizations whose member they are. */
final class Memberships {

    /** Those of the account {@code a}, as a column of that name. */
    static final String COLUMN = """
            array(select held.organization_id || '/' || array_to_string(held.permissions, ' ')
                      || '/' || array_to_string(held.unit_permissions, ' ') || '/' || array_to_string(held.units, ' ')
                  from onboarding.member_permissions held where held.address = a.address) as memberships
            """;

    private Memberships() {}

    /** Whoever has the account: whoever runs the platform may do everything, whatever else they are. */
    static Caller caller(UUID account, Columns row, Instant signedInAt) {
        return row.bool("platform_admin")
                ? Caller.platformAdministrator(account, signedInAt)
                : Caller.person(account, of(row.text("address"), row.texts("memberships")), signedInAt);
    }

    /**
     * @param address in normal form
     * @param stored of each, with slashes between them, the id of the organization, the permissions that reach everybody,
     *     those that reach units, and these units
     */
    private static Map<OrganizationId, Rights> of(String address, List<String> stored) {
        return stored.stream()
                .map(membership -> membership.split("/", -1))
                .collect(
                        toMap(parts -> new OrganizationId(UUID.fromString(parts[0])), parts -> rights(address, parts)));
    }

    private static Rights rights(String address, String[] parts) {
        return Rights.ofMember(
                MemberId.of(new OrganizationId(UUID.fromString(parts[0])), address),
                Permission.heldByRoles(words(parts[1]).toList()),
                Permission.heldByRoles(words(parts[2]).toList()),
                words(parts[3]).map(UUID::fromString).collect(toSet()));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty());
    }
}
