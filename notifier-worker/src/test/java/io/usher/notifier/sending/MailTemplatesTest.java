package io.usher.notifier.sending;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EmailKind;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.ProofId;
import io.usher.notifier.sending.InvitationOnMail.State;
import io.usher.runtime.links.LinkPurpose;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What mails say, and where their links lead. */
final class MailTemplatesTest {

    private final MailTemplates templates = Mails.templates("https://join.example/");

    @Test
    void anInvitationSaysWhoInvitesToWhatUntilWhen() {
        MailContent content = templates.render(Mails.invitation(Mails.CHALLENGE), Mails.challengeIn("en"));

        assertThat(content.sender()).isEqualTo("Analytical Engines");
        assertThat(content.recipient()).isEqualTo("Ada Lovelace");
        assertThat(content.subject()).isEqualTo("Analytical Engines invites you to Spring challenge");
        assertThat(content.text())
                .contains(
                        "Hello Ada,",
                        "https://join.example/i/CODE42",
                        "Bring a pencil.",
                        "expires on 2 May 2030, 00:00 UTC")
                .as("it is sent once the invitation is open")
                .doesNotContain("April");
        assertThat(content.html())
                .contains("<html", "lang=\"en\"", "Hello Ada,", "href=\"https://join.example/i/CODE42\"", "2 May 2030");
    }

    @Test
    void namesAreEscapedInHtmlAndPlainInText() {
        MailContext hostile = new MailContext(
                new OrganizationOnMail("<b>R&D</b>", null, null),
                new InvitationOnMail(
                        "<script>alert(1)</script>", "<img src=x>", "CODE42", null, null, null, State.ENABLED));
        DueMail mail = Mails.named("<i>\"Ada\"</i>", null);

        MailContent content = templates.render(mail, hostile);

        assertThat(content.html())
                .doesNotContain("<b>R", "<script", "<img", "<i>")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;b&gt;R&amp;D&lt;/b&gt;");
        assertThat(content.text()).contains("<b>R&D</b>", "<script>alert(1)</script>", "<i>\"Ada\"</i>");
    }

    @Test
    void patternsAndExpressionsInNamesAreNotEvaluated() {
        MailContext hostile = new MailContext(
                new OrganizationOnMail("{0} '{1}", null, null),
                new InvitationOnMail(
                        "${T(java.lang.Runtime)}", "[[${link}]]", "CODE42", null, null, null, State.ENABLED));

        MailContent content = templates.render(Mails.named("[(${link})]", null), hostile);

        assertThat(content.subject()).isEqualTo("{0} '{1} invites you to ${T(java.lang.Runtime)}");
        assertThat(content.text()).contains("Hello [(${link})],", "[[${link}]]", "${T(java.lang.Runtime)}");
    }

    @Test
    void aRecipientWithoutNameIsGreeted() {
        assertThat(templates.render(Mails.named(null, null), Mails.CHALLENGE).text())
                .startsWith("Hello,");
        assertThat(templates
                        .render(Mails.named(null, "Lovelace"), Mails.CHALLENGE)
                        .text())
                .startsWith("Hello Lovelace,");
    }

    @Test
    void aWelcomeNamesTheOrganization() {
        MailContent content = templates.render(Mails.welcome(Mails.CHALLENGE), Mails.CHALLENGE);

        assertThat(content.subject()).isEqualTo("Welcome to Analytical Engines");
        for (String part : List.of(content.text(), content.html())) {
            assertThat(part)
                    .contains("you are a member of Analytical Engines", "https://join.example/me")
                    .doesNotContain("now", "/i/CODE42", "ends on");
        }
        assertThat(content.text()).contains("Hello Ada,");
    }

    @ParameterizedTest
    @EnumSource(
            value = EmailKind.class,
            names = {"WELCOME", "PROMOTED"})
    void whoeverGetsASeatIsToldWhenTheirAccessEnds(EmailKind kind) {
        MailContext ending = new MailContext(
                Mails.ENGINES,
                Mails.CHALLENGE.invitation(),
                null,
                new MemberOnMail(true, Instant.parse("2030-05-02T08:30:00Z")));

        MailContent content = templates.render(Mails.of(kind, MailDetails.NONE, ending), ending);

        assertThat(content.text()).contains("Your access to Analytical Engines ends on 2 May 2030, 08:30 UTC.");
        assertThat(content.html()).contains("Your access to Analytical Engines ends on 2 May 2030, 08:30 UTC.");
    }

    @Test
    void aRefusalSaysSoInItsSubject() {
        assertThat(templates
                        .render(Mails.refusal(RejectionReason.QUOTA_FULL, Mails.CHALLENGE), Mails.CHALLENGE)
                        .subject())
                .isEqualTo("Your request to join Spring challenge was not accepted");
    }

    @Test
    void aWelcomeWithoutInvitationLeadsToTheAccount() {
        MailContext organization = new MailContext(Mails.ENGINES, null);

        MailContent content = templates.render(Mails.welcome(organization), organization);

        assertThat(content.subject()).isEqualTo("Welcome to Analytical Engines");
        assertThat(content.text())
                .contains("Hello Ada,", "You are now a member of Analytical Engines.")
                .contains("https://join.example/me")
                .doesNotContain("null", "/i/");
        assertThat(content.html()).contains("You are now a member of").doesNotContain("null", "/i/");
    }

    @Test
    void aPersonalLinkIsTheInviteesOwnAndItsEndIsToldIfItComesFirst() {
        InviteeId invitee = new InviteeId(UUID.randomUUID());
        String token = Mails.LINKS.token(LinkPurpose.MAILED, invitee, 2);
        for (EmailKind kind : new EmailKind[] {EmailKind.INVITATION, EmailKind.REMINDER}) {
            MailContent content = personal(kind, invitee, Instant.parse("2030-05-01T08:30:00Z"), false);

            assertThat(content.text())
                    .contains("https://join.example/i/CODE42/p/" + token, "works until 1 May 2030, 08:30 UTC");
            assertThat(content.html())
                    .contains("href=\"https://join.example/i/CODE42/p/" + token + "\"", "works until");
            assertThat(personal(kind, invitee, Instant.parse("2030-05-03T00:00:00Z"), false)
                            .text())
                    .contains(token)
                    .doesNotContain("works until");
        }
    }

    @Test
    void aPersonalLinkThatHasExpiredIsReplacedByTheInvitations() {
        MailContent content = personal(
                EmailKind.INVITATION, new InviteeId(UUID.randomUUID()), Instant.parse("2030-04-01T00:00:00Z"), true);

        assertThat(content.text()).contains("https://join.example/i/CODE42\n").doesNotContain("/p/", "works until");
    }

    private MailContent personal(EmailKind kind, InviteeId invitee, Instant linkExpiresAt, boolean linkExpired) {
        MailContext about = new MailContext(
                Mails.ENGINES,
                Mails.invitationIn("en"),
                new InviteeOnMail(invitee, 2, linkExpiresAt, linkExpired, false, false, false, false),
                null);
        return templates.render(Mails.toInvitee(kind, invitee, 2, about), about);
    }

    @Test
    void whoWaitsIsToldTheirPlaceIfItIsKnown() {
        assertThat(text(EmailKind.WAITLISTED, MailDetails.waiting(3L), "en"))
                .contains("“Spring challenge”", "on the waiting list", "position on the waiting list: 3");
        assertThat(text(EmailKind.WAITLISTED, MailDetails.waiting(null), "en"))
                .contains("on the waiting list")
                .doesNotContain("position on the waiting list:");
    }

    @Test
    void whoIsPromotedIsToldThatAPlaceIsFreeAndWelcomed() {
        assertThat(templates
                        .render(Mails.of(EmailKind.PROMOTED, MailDetails.NONE, Mails.CHALLENGE), Mails.CHALLENGE)
                        .subject())
                .isEqualTo("A seat is free: welcome to Analytical Engines");
        assertThat(text(EmailKind.PROMOTED, MailDetails.NONE, "en"))
                .contains(
                        "You waited for a seat in “Spring challenge”",
                        "member of Analytical Engines",
                        "https://join.example/me");
    }

    @Test
    void theEndOfAnAccessIsToldWithItsTimeAndNoLink() {
        MailDetails access = MailDetails.access(new MemberId(UUID.randomUUID()), Instant.parse("2030-05-02T08:30:00Z"));

        assertThat(text(EmailKind.ACCESS_ENDING, access, "en"))
                .contains("Your access to Analytical Engines ends on 2 May 2030, 08:30 UTC.")
                .doesNotContain("http");
        assertThat(text(EmailKind.ACCESS_ENDED, access, "de"))
                .contains("Ihr Zugang zu Analytical Engines endete am 2. Mai 2030, 08:30 Uhr (UTC).");
    }

    @Test
    void aMailAboutAnAccountHasALinkThatProvesTheAddress() {
        ProofId proof = new ProofId(UUID.randomUUID());
        MailContext alone = new MailContext(null, null);
        for (ProofPurpose purpose : ProofPurpose.values()) {
            MailDetails details = MailDetails.proof(proof, purpose, "de", Instant.parse("2030-05-02T08:30:00Z"));
            EmailKind kind = switch (purpose) {
                case JOIN -> EmailKind.ADDRESS_CONFIRMATION;
                case SIGN_IN -> EmailKind.SIGN_IN_LINK;
                case PASSWORD -> EmailKind.PASSWORD_RESET;
                case LINK_IDENTITY -> EmailKind.IDENTITY_CONFIRMATION;
            };
            MailContent content = templates.render(Mails.of(kind, details, alone), alone);

            String link = "https://join.example/proof/" + Mails.PROOFS.token(purpose, proof);
            assertThat(content.sender()).isEqualTo("Usher");
            assertThat(content.text()).contains(link, "Guten Tag Ada,", "bis 2. Mai 2030, 08:30 Uhr (UTC)");
            assertThat(content.html()).contains("href=\"" + link + "\"");
        }
    }

    @Test
    void aMailAboutAnAddressWithoutAccountProvesNothing() {
        MailDetails details = MailDetails.proof(
                new ProofId(UUID.randomUUID()), ProofPurpose.SIGN_IN, null, Instant.parse("2030-05-02T08:30:00Z"));
        MailContext alone = new MailContext(null, null);

        MailContent content = templates.render(Mails.of(EmailKind.NO_ACCOUNT, details, alone), alone);

        assertThat(content.text()).contains("https://join.example/sign-up").doesNotContain("/proof/");
        assertThat(content.html()).contains("https://join.example/sign-up").doesNotContain("/proof/");
    }

    @ParameterizedTest
    @EnumSource(
            value = EmailKind.class,
            names = {"INVITATION", "REMINDER"})
    void whatNobodyHasAskedForSaysWhereToEndIt(EmailKind kind) {
        DueMail mail = Mails.of(kind, MailDetails.NONE, Mails.CHALLENGE);
        String link = "https://join.example/unsubscribe/"
                + Mails.UNSUBSCRIBING.token(requireNonNull(mail.mail().organization()), mail.address());

        MailContent content = templates.render(mail, Mails.CHALLENGE);

        assertThat(content.unsubscribe()).isEqualTo(link);
        assertThat(content.text())
                .endsWith("Unsubscribe from invitations and reminders from Analytical Engines: " + link + "\n");
        assertThat(content.html())
                .contains(
                        "href=\"" + link + "\"", "Unsubscribe from invitations and reminders from Analytical Engines");
    }

    @ParameterizedTest
    @EnumSource(
            value = EmailKind.class,
            names = {"INVITATION", "REMINDER"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatIsAlwaysSentSaysNothingOfEndingIt(EmailKind kind) {
        MailContent content = templates.render(Mails.of(kind, MailDetails.NONE, Mails.CHALLENGE), Mails.CHALLENGE);

        assertThat(content.unsubscribe()).isNull();
        assertThat(content.text()).doesNotContain("unsubscribe");
        assertThat(content.html()).doesNotContain("unsubscribe");
    }

    private String text(EmailKind kind, MailDetails details, String locale) {
        return templates
                .render(Mails.of(kind, details, Mails.CHALLENGE), Mails.challengeIn(locale))
                .text();
    }
}
