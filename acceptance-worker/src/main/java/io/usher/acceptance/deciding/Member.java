package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.MemberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A new member of an organization and what they hold. */
public record Member(
        MemberId id,
        Person person,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        List<Grantable> grants) {

    static Member joining(MemberId id, Request request, Given given) {
        return new Member(
                id,
                request.person(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                given.grantables());
    }

    Member granted(Given more) {
        return new Member(id, person, email, firstName, lastName, Grantable.together(grants, more.grantables()));
    }
}
