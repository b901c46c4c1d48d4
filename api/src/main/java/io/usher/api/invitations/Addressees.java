package io.usher.api.invitations;

import static java.util.stream.Collectors.toSet;

import io.usher.api.http.problem.FieldChecks;
import io.usher.contract.address.DomainPattern;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom an invitation is for. Its invitees are rows, any number of them: here are the first ones alone.
 *
 * @param domains whole domains, in normal form
 * @param named whether its invitees are invited, be there any at the moment or not
 * @param first invitees in the order in which they were added, if they are invited
 * @param more whether there are others
 */
public record Addressees(List<String> domains, boolean named, List<EmailAddress> first, boolean more) {

    /** Neither people nor domains: the public. */
    static final Addressees EVERYBODY = new Addressees(List.of(), false, List.of(), false);

    /** How many addresses of an invitation are shown, and are read with it. */
    public static final int MOST_SHOWN = 1000;

    /** How many patterns and addresses of an invitation are shown in lists. */
    static final int MOST_LISTED = 10;

    static final int MOST_EMAILS = 10_000;

    /** All of them are in each event. */
    static final int MOST_DOMAINS = 1000;

    private static final String TARGETED = InvitationMode.TARGETED.wireName();

    /** Patterns, and the first addresses as typed. */
    public List<String> emails() {
        return Stream.concat(
                        domains.stream().map(domain -> "*@" + DomainPattern.shown(domain)),
                        first.stream().limit(MOST_SHOWN).map(EmailAddress::typed))
                .toList();
    }

    /** Those of the domains that people write in other letters, as they do. */
    List<String> spelledDomains() {
        return domains.stream()
                .map(DomainPattern::shown)
                .filter(shown -> !domains.contains(shown))
                .toList();
    }

    public InvitationMode mode() {
        if (domains.isEmpty()) {
            return named ? InvitationMode.TARGETED : InvitationMode.PUBLIC;
        }
        return named ? InvitationMode.MIXED : InvitationMode.DOMAIN;
    }

    /**
     * Reads whom a caller wants instead. People who are named once more stay as they are; those who were not shown
     * stay too. What names the same person or domain twice counts once.
     *
     * @param emails addresses and patterns; empty = the public, or what {@code mode} says, which is refused if it would leave
     *     people that are not shown
     * @param mode null = what follows from the others. What is sent back as it was shown changes nothing
     */
    Addressees changedTo(FieldChecks checks, @Nullable List<@Nullable String> emails, @Nullable String mode) {
        List<@Nullable String> wanted = emails == null ? List.of() : emails;
        if (wanted.equals(emails()) && (mode == null || mode.equals(mode().wireName()))) {
            return this;
        }
        if (wanted.size() > MOST_EMAILS) {
            checks.refuse("emails", "must have at most " + MOST_EMAILS + " items");
            return this;
        }
        if (wanted.isEmpty() && more) {
            checks.refuse(
                    "emails",
                    "cannot be cleared while there are others than the first " + MOST_SHOWN
                            + ": cancel the invitees before");
            return this;
        }
        Addressees changed = changedTo(read(checks, wanted), TARGETED.equals(mode));
        if (changed.domains.size() > MOST_DOMAINS) {
            checks.refuse("emails", "must have at most " + MOST_DOMAINS + " patterns");
        }
        if (mode != null && !mode.equals(changed.mode().wireName())) {
            checks.refuse(
                    "mode",
                    "follows from emails and is " + changed.mode().wireName() + "; without emails it may be targeted");
        }
        return changed;
    }

    private Addressees changedTo(Wanted wanted, boolean targeted) {
        Map<String, EmailAddress> added = new LinkedHashMap<>(wanted.people());
        List<EmailAddress> people = new ArrayList<>();
        for (EmailAddress before : first) {
            if (added.remove(before.normal()) != null) {
                people.add(before);
            }
        }
        people.addAll(added.values());
        List<String> whole = List.copyOf(wanted.domains());
        boolean targetedAtNobodyYet = targeted && whole.isEmpty();
        return new Addressees(whole, more || !people.isEmpty() || targetedAtNobodyYet, List.copyOf(people), more);
    }

    private static Wanted read(FieldChecks checks, List<@Nullable String> emails) {
        SequencedSet<String> domains = new LinkedHashSet<>();
        SequencedMap<String, EmailAddress> people = new LinkedHashMap<>();
        for (int i = 0; i < emails.size(); i++) {
            String text = emails.get(i);
            Optional<DomainPattern> pattern = text == null ? Optional.empty() : DomainPattern.parse(text);
            Optional<EmailAddress> address = text == null ? Optional.empty() : EmailAddress.parse(text);
            if (pattern.isPresent()) {
                domains.add(pattern.get().domain());
            } else if (address.isPresent()) {
                people.putIfAbsent(address.get().normal(), address.get());
            } else {
                checks.refuse("emails[" + i + "]", "is neither an address nor a pattern such as *@example.com");
            }
        }
        return new Wanted(domains, people);
    }

    /** @param people by their normal form */
    private record Wanted(SequencedSet<String> domains, SequencedMap<String, EmailAddress> people) {}

    /** Those of the first ones who were not among those. */
    List<EmailAddress> notIn(Addressees others) {
        Set<String> known = others.first.stream().map(EmailAddress::normal).collect(toSet());
        return first.stream().filter(person -> !known.contains(person.normal())).toList();
    }

    /** Whether that person is invited whether named or not. */
    public boolean includeUnnamed(EmailAddress person) {
        return mode() == InvitationMode.PUBLIC || domains.contains(person.domain());
    }

    /** The same with people who are invited by name. */
    Addressees withPeople() {
        return new Addressees(domains, true, first, more);
    }

    /** @param address in normal form */
    Addressees without(String address) {
        return new Addressees(
                domains,
                named,
                first.stream()
                        .filter(person -> !person.normal().equals(address))
                        .toList(),
                more);
    }
}
