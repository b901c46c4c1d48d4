package io.usher.contract.address;

import java.net.IDN;
import java.util.Optional;

/**
 * A whole domain whose people are invited. Matches that domain only: neither a longer name that ends alike nor a
 * subdomain.
 *
 * @param domain the domain in the normal form of {@link EmailAddress}
 */
public record DomainPattern(String domain) {

    /** Reads {@code *@corp.com} or {@code @corp.com}; empty for anything else. Never throws. */
    public static Optional<DomainPattern> parse(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("*@")) {
            return EmailAddress.normalDomain(stripped.substring(2)).map(DomainPattern::new);
        }
        return stripped.startsWith("@")
                ? EmailAddress.normalDomain(stripped.substring(1)).map(DomainPattern::new)
                : Optional.empty();
    }

    public boolean matches(EmailAddress address) {
        return address.domain().equals(domain);
    }

    /** A domain as people write it: in the letters that its ASCII form stands for, if they are read as the same domain again. */
    public static String shown(String domain) {
        String letters = IDN.toUnicode(domain);
        return EmailAddress.normalDomain(letters).filter(domain::equals).isPresent() ? letters : domain;
    }

    /** The form in which patterns are stored. */
    @Override
    public String toString() {
        return "*@" + domain;
    }
}
