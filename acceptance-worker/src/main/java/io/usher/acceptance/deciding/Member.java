package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.MemberId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A person inside an organization and what they hold. */
public record Member(
        MemberId id,
        Person person,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        Set<UUID> roles,
        Set<UUID> teams) {

    static Member joining(MemberId id, Request request) {
        return new Member(
                id,
                request.person(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                Set.of(),
                Set.of());
    }

    Member granted(List<Item> moreRoles, List<Item> moreTeams) {
        return new Member(id, person, email, firstName, lastName, with(roles, moreRoles), with(teams, moreTeams));
    }

    private static Set<UUID> with(Set<UUID> held, List<Item> more) {
        return Stream.concat(held.stream(), more.stream().map(Item::id)).collect(Collectors.toUnmodifiableSet());
    }
}
