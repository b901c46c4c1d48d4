package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.RejectionReason;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailTemplatesTest {

    private final MailTemplates templates = new MailTemplates(URI.create("https://join.example/"));

    @Test
    void anInvitationSaysWhoInvitesToWhatUntilWhen() {
        MailContent content = templates.render(Mails.invitation(Mails.CHALLENGE), challenge("en"));

        assertThat(content.sender()).isEqualTo("Analytical Engines");
        assertThat(content.recipient()).isEqualTo("Ada Lovelace");
        assertThat(content.subject()).isEqualTo("Analytical Engines invites you to Spring challenge");
        assertThat(content.text())
                .contains(
                        "Hello Ada,",
                        "https://join.example/i/CODE42",
                        "Bring a pencil.",
                        "opens on 1 April 2030, 09:30 UTC",
                        "expires on 2 May 2030, 00:00 UTC");
        assertThat(content.html())
                .contains("<html", "lang=\"en\"", "Hello Ada,", "href=\"https://join.example/i/CODE42\"", "2 May 2030");
    }

    @Test
    void namesAreEscapedInHtmlAndPlainInText() {
        MailContext hostile = new MailContext(
                "<b>R&D</b>",
                new InvitationOnMail("<script>alert(1)</script>", "<img src=x>", "CODE42", null, null, null, false));
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
                "{0} '{1}",
                new InvitationOnMail("${T(java.lang.Runtime)}", "[[${link}]]", "CODE42", null, null, null, false));

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

    @ParameterizedTest
    @ValueSource(strings = {"de", "de-AT", "de-CH-1996"})
    void anInvitationIsWrittenInItsLanguage(String tag) {
        MailContent content = templates.render(Mails.invitation(Mails.CHALLENGE), challenge(tag));

        assertThat(content.subject()).isEqualTo("Analytical Engines lädt Sie ein: Spring challenge");
        assertThat(content.text()).contains("Guten Tag Ada,", "gilt bis 2. Mai 2030, 00:00 Uhr (UTC)");
        assertThat(content.html()).contains("lang=\"de\"", "Einladung annehmen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "xx-YY", "", "not a language", "en_US"})
    void aLanguageWithoutMessagesIsEnglish(String tag) {
        MailContent content = templates.render(Mails.invitation(Mails.CHALLENGE), challenge(tag));

        assertThat(content.text()).contains("Hello Ada,", "2 May 2030");
        assertThat(content.html()).contains("lang=\"en\"");
    }

    @ParameterizedTest
    @EnumSource(RejectionReason.class)
    void everyRefusalStatesTheReason(RejectionReason reason) {
        for (String tag : new String[] {"en", "de"}) {
            MailContent content = templates.render(Mails.refusal(reason, Mails.CHALLENGE), challenge(tag));

            assertThat(content.text()).doesNotContain("??", "refusal.reason", "null", "CODE42");
            assertThat(content.html()).doesNotContain("??", "refusal.reason", "CODE42");
        }
    }

    @Test
    void aWelcomeNamesTheOrganization() {
        MailContent content = templates.render(Mails.welcome(Mails.CHALLENGE), Mails.CHALLENGE);

        assertThat(content.subject()).isEqualTo("Welcome to Analytical Engines");
        assertThat(content.text()).contains("Hello Ada,", "member of Analytical Engines", "/i/CODE42");
        assertThat(content.html()).contains("member of Analytical Engines", "/i/CODE42");
    }

    @Test
    void aWelcomeWithoutInvitationHasNoLink() {
        MailContext organization = new MailContext("Analytical Engines", null);

        MailContent content = templates.render(Mails.welcome(organization), organization);

        assertThat(content.subject()).isEqualTo("Welcome to Analytical Engines");
        assertThat(content.text())
                .contains("Hello Ada,", "You are now a member of Analytical Engines.")
                .doesNotContain("null", "/i/");
        assertThat(content.html()).contains("You are now a member of").doesNotContain("null", "href");
    }

    private static MailContext challenge(String locale) {
        return new MailContext("Analytical Engines", invitation(locale));
    }

    private static InvitationOnMail invitation(String locale) {
        return new InvitationOnMail(
                "Spring challenge",
                "Bring a pencil.",
                "CODE42",
                Instant.parse("2030-04-01T09:30:00Z"),
                Instant.parse("2030-05-02T00:00:00Z"),
                locale,
                false);
    }
}
