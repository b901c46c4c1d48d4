package io.usher.api.invitees;

import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.invitations.NamedPerson;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Somebody to be invited. */
@Schema(name = "InviteeRequest")
record PersonRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "ada@example.com") @Nullable String email,

        @Schema(maxLength = 255, example = "Ada") @Nullable String firstName,

        @Schema(maxLength = 255, example = "Lovelace") @Nullable String lastName) {

    private static final PersonRequest NOBODY = new PersonRequest(null, null, null);

    static List<NamedPerson> named(List<@Nullable PersonRequest> people) {
        return IntStream.range(0, people.size())
                .mapToObj(i -> {
                    PersonRequest person = people.get(i);
                    return (person == null ? NOBODY : person).row(i + 1);
                })
                .toList();
    }

    private NamedPerson row(int number) {
        return new NamedPerson(number, email, firstName, lastName);
    }
}
