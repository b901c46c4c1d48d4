package io.usher.api.invitations;

import io.usher.api.http.json.StorableText;
import io.usher.api.http.problem.PlainLine;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.contract.address.EmailAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * People as they were named, read: each address once, in the order in which they were named first.
 *
 * @param people by address in normal form
 * @param rows of everybody, in their order
 */
record ReadPeople(SequencedMap<String, Person> people, List<Row> rows) {

    private static final int LONGEST_NAME = 255;

    /** Somebody who can be invited. Names are not blank. */
    record Person(
            EmailAddress address,
            @Nullable String firstName,
            @Nullable String lastName) {

        /** With the names that this one lacks. */
        Person filledFrom(Person other) {
            return new Person(
                    address,
                    firstName == null ? other.firstName : firstName,
                    lastName == null ? other.lastName : lastName);
        }
    }

    /**
     * @param address in normal form; null if the row is invalid
     * @param repeated whether an earlier row names the same person
     * @param flaw why it is invalid; null if it is not
     */
    record Row(
            NamedPerson named,
            @Nullable String address,
            boolean repeated,
            @Nullable String flaw) {

        AddedPerson invalid() {
            return new AddedPerson(named.row(), typed(), Outcome.INVALID, flaw, null);
        }

        AddedPerson result(Outcome outcome, @Nullable UUID invitee) {
            return new AddedPerson(named.row(), typed(), outcome, null, invitee);
        }

        private String typed() {
            return named.email() == null ? "" : named.email().strip();
        }
    }

    static ReadPeople of(List<NamedPerson> named) {
        SequencedMap<String, Person> people = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>(named.size());
        for (NamedPerson one : named) {
            Optional<EmailAddress> address = Optional.ofNullable(one.email()).flatMap(EmailAddress::parse);
            String flaw = flaw(one, address.isPresent());
            if (flaw != null || address.isEmpty()) {
                rows.add(new Row(one, null, false, flaw));
            } else {
                String normal = address.get().normal();
                Person person = new Person(address.get(), nameOrNull(one.firstName()), nameOrNull(one.lastName()));
                rows.add(new Row(one, normal, people.containsKey(normal), null));
                people.merge(normal, person, Person::filledFrom);
            }
        }
        return new ReadPeople(people, rows);
    }

    static ReadPeople ofAddresses(List<EmailAddress> addresses) {
        SequencedMap<String, Person> people = new LinkedHashMap<>();
        addresses.forEach(address -> people.putIfAbsent(address.normal(), new Person(address, null, null)));
        return new ReadPeople(people, List.of());
    }

    private static @Nullable String flaw(NamedPerson named, boolean hasAddress) {
        if (named.email() == null || named.email().isBlank()) {
            return "email-missing";
        }
        if (!hasAddress) {
            return "email-invalid";
        }
        String flawOfFirst = flaw("first-name", named.firstName());
        return flawOfFirst != null ? flawOfFirst : flaw("last-name", named.lastName());
    }

    /** A line break is a control character. */
    private static @Nullable String flaw(String which, @Nullable String name) {
        if (name == null) {
            return null;
        }
        String stripped = name.strip();
        if (stripped.codePointCount(0, stripped.length()) > LONGEST_NAME) {
            return which + "-too-long";
        }
        return PlainLine.test(stripped) && StorableText.test(stripped) ? null : which + "-invalid";
    }

    private static @Nullable String nameOrNull(@Nullable String name) {
        return name == null || name.isBlank() ? null : name.strip();
    }
}
