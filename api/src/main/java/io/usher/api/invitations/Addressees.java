package io.usher.api.invitations;

import io.usher.api.http.problem.FieldChecks;
import io.usher.contract.address.DomainPattern;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom an invitation is for.
 *
 * @param emails addresses as typed and patterns as {@code *@domain}, in the order given; empty = the public
 * @param addresses the exact ones
 * @param domains of the patterns, in normal form
 */
public record Addressees(List<String> emails, List<EmailAddress> addresses, List<String> domains) {

    static final int MOST = 1000;

    /** Reads what a caller wrote. What names the same person or domain twice counts once. */
    static Addressees read(FieldChecks checks, @Nullable List<@Nullable String> wanted) {
        if (wanted == null) {
            return new Addressees(List.of(), List.of(), List.of());
        }
        if (wanted.size() > MOST) {
            checks.refuse("emails", "must have at most " + MOST + " items");
            return new Addressees(List.of(), List.of(), List.of());
        }
        Map<String, String> emails = new LinkedHashMap<>();
        List<EmailAddress> addresses = new ArrayList<>();
        List<String> domains = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String text = wanted.get(i);
            Optional<DomainPattern> pattern = text == null ? Optional.empty() : DomainPattern.parse(text);
            Optional<EmailAddress> address = text == null ? Optional.empty() : EmailAddress.parse(text);
            if (pattern.isPresent()) {
                if (emails.putIfAbsent(pattern.get().toString(), pattern.get().toString()) == null) {
                    domains.add(pattern.get().domain());
                }
            } else if (address.isPresent()) {
                if (emails.putIfAbsent(address.get().normal(), address.get().typed()) == null) {
                    addresses.add(address.get());
                }
            } else {
                checks.refuse("emails[" + i + "]", "is neither an address nor a pattern such as *@example.com");
            }
        }
        return new Addressees(List.copyOf(emails.values()), List.copyOf(addresses), List.copyOf(domains));
    }

    /** @param address in normal form */
    Addressees without(String address) {
        return new Addressees(
                emails.stream()
                        .filter(email -> EmailAddress.parse(email)
                                .filter(named -> named.normal().equals(address))
                                .isEmpty())
                        .toList(),
                addresses.stream()
                        .filter(named -> !named.normal().equals(address))
                        .toList(),
                domains);
    }

    public InvitationMode mode() {
        if (addresses.isEmpty()) {
            return domains.isEmpty() ? InvitationMode.PUBLIC : InvitationMode.DOMAIN;
        }
        return domains.isEmpty() ? InvitationMode.TARGETED : InvitationMode.MIXED;
    }
}
