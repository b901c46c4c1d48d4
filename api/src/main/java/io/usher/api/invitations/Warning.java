package io.usher.api.invitations;

import io.usher.contract.event.InvitationMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What an organization may not have meant. Nothing is refused for it.
 *
 * @param code stable and in kebab-case
 * @param message for people
 */
public record Warning(String code, String message) {

    /** What there is to say about these terms. */
    public static List<Warning> of(Terms terms, PublicMailProviders publicProviders) {
        List<Warning> warnings = new ArrayList<>();
        if (terms.addressees().mode() == InvitationMode.PUBLIC
                && (terms.expiresAt() == null || terms.quota() == null)) {
            warnings.add(new Warning(
                    "public-without-limits",
                    "Public links can be forwarded broadly: set both an expiration date and a quota."));
        }
        for (String domain : terms.addressees().domains()) {
            if (publicProviders.include(domain)) {
                warnings.add(new Warning(
                        "public-mail-provider",
                        "Anybody can have an address at " + domain + ", not only your people."));
            }
        }
        return List.copyOf(warnings);
    }
}
