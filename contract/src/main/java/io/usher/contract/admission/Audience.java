package io.usher.contract.admission;

import io.usher.contract.address.EmailAddress;
import java.util.Set;

/**
 * Whom an invitation is for. The addressees themselves are rows of the database: whoever judges a person looks up that
 * person alone.
 *
 * @param domains whole domains, in normal form
 * @param addressees whether its invitees are invited, be there any at the moment or not
 */
public record Audience(Set<String> domains, boolean addressees) {

    public static final Audience EVERYBODY = new Audience(Set.of(), false);

    public Audience {
        domains = Set.copyOf(domains);
    }

    /** @param listed whether the person is one of the invitees, or was; without effect if the invitation has no addressees */
    public boolean includes(EmailAddress address, boolean listed) {
        return isPublic() || (addressees && listed) || domains.contains(address.domain());
    }

    public boolean isPublic() {
        return domains.isEmpty() && !addressees;
    }
}
