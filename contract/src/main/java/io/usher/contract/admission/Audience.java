package io.usher.contract.admission;

import io.usher.contract.address.DomainPattern;
import io.usher.contract.address.EmailAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whom an invitation is for. Nobody named at all means everybody.
 *
 * @param addresses exact ones, in normal form
 * @param domains whole domains, in normal form
 */
public record Audience(Set<String> addresses, Set<String> domains) {

    public static final Audience EVERYBODY = new Audience(Set.of(), Set.of());

    public Audience {
        addresses = Set.copyOf(addresses);
        domains = Set.copyOf(domains);
    }

    /** Reads addresses and patterns as they stand in an event. */
    public static Audience of(List<String> emails) {
        Set<String> addresses = new HashSet<>();
        Set<String> domains = new HashSet<>();
        for (String email : emails) {
            DomainPattern.parse(email).ifPresent(pattern -> domains.add(pattern.domain()));
            EmailAddress.parse(email).ifPresent(address -> addresses.add(address.normal()));
        }
        return new Audience(addresses, domains);
    }

    public boolean includes(EmailAddress address) {
        return isPublic() || addresses.contains(address.normal()) || domains.contains(address.domain());
    }

    private boolean isPublic() {
        return addresses.isEmpty() && domains.isEmpty();
    }
}
