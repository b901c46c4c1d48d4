package io.usher.notifier.sending;

import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.notifier.Events;
import io.usher.notifier.sending.InvitationOnMail.State;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.PersonalLinks;
import io.usher.runtime.links.ProofLinks;
import io.usher.runtime.links.UnsubscribeLinks;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mails that are due. */
public final class Mails {

    static final OrganizationOnMail ENGINES = new OrganizationOnMail("Analytical Engines", null, null);

    public static final MailContext CHALLENGE = challenge(State.ENABLED);

    public static final PersonalLinks LINKS = new PersonalLinks(LinkKeys.of("00".repeat(32), ""));

    public static final ProofLinks PROOFS = new ProofLinks(LinkKeys.of("00".repeat(32), ""));

    public static final UnsubscribeLinks UNSUBSCRIBING = new UnsubscribeLinks(LinkKeys.of("00".repeat(32), ""));

    private Mails() {}

    static MailContext challenge(State state) {
        return new MailContext(
                ENGINES,
                new InvitationOnMail("Spring challenge", "Bring a pencil.", "CODE42", null, null, null, state));
    }

    /** The same with its times, in a language. */
    static MailContext challengeIn(String locale) {
        return new MailContext(ENGINES, invitationIn(locale));
    }

    static InvitationOnMail invitationIn(@Nullable String locale) {
        return new InvitationOnMail(
                "Spring challenge",
                "Bring a pencil.",
                "CODE42",
                Instant.parse("2030-04-01T09:30:00Z"),
                Instant.parse("2030-05-02T00:00:00Z"),
                locale,
                State.ENABLED);
    }

    public static MailTemplates templates(String publicUrl) {
        return new MailTemplates(URI.create(publicUrl), LINKS, PROOFS, UNSUBSCRIBING);
    }

    public static DueMail invitation(@Nullable MailContext about) {
        return of(EmailKind.INVITATION, MailDetails.NONE, about);
    }

    public static DueMail welcome(@Nullable MailContext about) {
        return of(EmailKind.WELCOME, MailDetails.NONE, about);
    }

    public static DueMail refusal(RejectionReason reason, @Nullable MailContext about) {
        return of(EmailKind.REFUSAL, MailDetails.refused(reason), about);
    }

    static DueMail of(EmailKind kind, MailDetails details, @Nullable MailContext about) {
        return named("Ada", "Lovelace", "ada@example.com", kind, details, about);
    }

    public static DueMail to(String email, EmailKind kind) {
        return named("Ada", "Lovelace", email, kind, MailDetails.NONE, CHALLENGE);
    }

    public static DueMail named(@Nullable String firstName, @Nullable String lastName) {
        return named(firstName, lastName, "ada@example.com", EmailKind.INVITATION, MailDetails.NONE, CHALLENGE);
    }

    static DueMail toInvitee(EmailKind kind, InviteeId invitee, int generation, MailContext about) {
        return mail("Ada", "Lovelace", "ada@example.com", kind, invitee, MailDetails.personalLink(generation), about);
    }

    private static DueMail named(
            @Nullable String firstName,
            @Nullable String lastName,
            String email,
            EmailKind kind,
            MailDetails details,
            @Nullable MailContext about) {
        return mail(firstName, lastName, email, kind, null, details, about);
    }

    private static DueMail mail(
            @Nullable String firstName,
            @Nullable String lastName,
            String email,
            EmailKind kind,
            @Nullable InviteeId invitee,
            MailDetails details,
            @Nullable MailContext about) {
        return new DueMail(
                new Mail(
                        new MessageId(UUID.randomUUID()),
                        kind,
                        email,
                        new OrganizationId(UUID.randomUUID()),
                        new InvitationId(UUID.randomUUID()),
                        invitee,
                        null),
                email,
                firstName,
                lastName,
                details,
                0,
                false,
                Events.NOON,
                new Lease(UUID.randomUUID(), Events.NOON.plus(Duration.ofMinutes(2))),
                about);
    }
}
