package io.usher.api.invitations;

import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.contract.address.DomainPattern;
import io.usher.contract.event.InvitationMode;
import io.usher.contract.event.InvitationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an organization may not have meant. Nothing is refused for it.
 *
 * @param code stable and in kebab-case
 * @param message for people
 * @param field the property that it is about
 */
public record Warning(
        @Schema(
                example = "public-without-expiry",
                allowableValues = {
                    "public-without-expiry",
                    "public-without-quota",
                    "public-without-emails",
                    "public-mail-provider",
                    "whole-domain",
                    "more-addressees-than-quota",
                    "quota-above-free-seats",
                    "role-with-permissions",
                    "no-mails",
                    "not-open-yet"
                })
        String code,

        @Schema(example = "Public links can be forwarded broadly: set an expiration date.")
        String message,

        @Schema(example = "expiresAt") String field) {

    private static final String EMAILS = "emails";

    /** What there is to say about an invitation now. */
    static List<Warning> of(
            Invitation invitation, Circumstances around, PublicMailProviders publicProviders, Instant now) {
        List<Warning> warnings = new ArrayList<>();
        ofPublic(invitation.terms(), warnings);
        ofDomains(invitation.terms().addressees().domains(), publicProviders, warnings);
        ofQuota(invitation, around, warnings);
        if (around.permissions() && invitation.terms().addressees().mode() != InvitationMode.TARGETED) {
            warnings.add(new Warning(
                    "role-with-permissions",
                    "Whoever accepts gets a role with permissions, and not only people named on the invitation may accept.",
                    "roles"));
        }
        ofMails(invitation.terms(), now, warnings);
        return List.copyOf(warnings);
    }

    /** What there is to say, besides, to a caller who has changed whom it is for. */
    static List<Warning> ofChangedEmails(Invitation changed) {
        return changed.terms().addressees().mode() == InvitationMode.PUBLIC
                ? List.of(new Warning(
                        "public-without-emails",
                        "Without emails the invitation is public: anybody with its link may accept. To let in only people"
                                + " whom you name later, set mode to targeted.",
                        EMAILS))
                : List.of();
    }

    private static void ofPublic(Terms terms, List<Warning> warnings) {
        if (terms.addressees().mode() != InvitationMode.PUBLIC) {
            return;
        }
        if (terms.expiresAt() == null) {
            warnings.add(new Warning(
                    "public-without-expiry",
                    "Public links can be forwarded broadly: set an expiration date.",
                    "expiresAt"));
        }
        if (terms.quota() == null) {
            warnings.add(new Warning(
                    "public-without-quota", "Public links can be forwarded broadly: set a quota.", "quota"));
        }
    }

    private static void ofDomains(List<String> domains, PublicMailProviders publicProviders, List<Warning> warnings) {
        for (String domain : domains) {
            if (publicProviders.include(domain)) {
                warnings.add(new Warning(
                        "public-mail-provider",
                        "Anybody can have an address at " + DomainPattern.shown(domain) + ", not only your people.",
                        EMAILS));
            }
        }
        if (!domains.isEmpty()) {
            warnings.add(new Warning(
                    "whole-domain",
                    "Everybody with an address at " + listed(domains) + " may accept."
                            + question(domains, publicProviders),
                    EMAILS));
        }
    }

    private static String listed(List<String> domains) {
        String first = DomainPattern.shown(domains.getFirst());
        return switch (domains.size()) {
            case 1 -> first;
            case 2 -> first + " or " + DomainPattern.shown(domains.getLast());
            default -> first + " or one of " + (domains.size() - 1) + " other domains";
        };
    }

    /** Nobody owns a public provider's. */
    private static String question(List<String> domains, PublicMailProviders publicProviders) {
        if (domains.stream().anyMatch(publicProviders::include)) {
            return "";
        }
        return domains.size() == 1 ? " Is it yours?" : " Are they all yours?";
    }

    private static void ofQuota(Invitation invitation, Circumstances around, List<Warning> warnings) {
        Integer quota = invitation.terms().quota();
        if (quota == null) {
            return;
        }
        if (invitation.terms().addressees().named() && invitation.invitees() > quota) {
            warnings.add(new Warning(
                    "more-addressees-than-quota",
                    quota == 1
                            ? "Only the first of " + invitation.invitees() + " people to accept gets in."
                            : "Only the first " + quota + " of " + invitation.invitees() + " people to accept get in.",
                    "quota"));
        }
        Integer free = around.freeSeats();
        if (free != null && quota - invitation.accepted() > free) {
            warnings.add(new Warning(
                    "quota-above-free-seats",
                    "The organization has fewer seats free than the invitation has places: " + free + ".",
                    "quota"));
        }
    }

    private static void ofMails(Terms terms, Instant now, List<Warning> warnings) {
        if (!terms.addressees().named()) {
            return;
        }
        if (!terms.sendEmails()) {
            warnings.add(
                    new Warning("no-mails", "Nobody is sent a mail: copy the links to people yourself.", "sendEmails"));
        } else if (terms.opensAt() != null && now.isBefore(terms.opensAt())) {
            warnings.add(new Warning("not-open-yet", "Mails wait until it opens.", "opensAt"));
        } else if (terms.status() == InvitationStatus.DISABLED) {
            warnings.add(new Warning("not-open-yet", "Mails wait until it is enabled.", "status"));
        }
    }
}
