package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EmailKind;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.ProofId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which language a mail is, and that each language has all of it. */
final class MailLanguagesTest {

    private static final List<String> LANGUAGES = List.of("en", "de", "es", "fr", "ja");

    private final MailTemplates templates = Mails.templates("https://join.example/");

    @ParameterizedTest
    @ValueSource(strings = {"de", "de-AT", "de-CH-1996"})
    void anInvitationIsWrittenInItsLanguage(String tag) {
        MailContent content = templates.render(Mails.invitation(Mails.CHALLENGE), Mails.challengeIn(tag));

        assertThat(content.subject()).isEqualTo("Analytical Engines lädt Sie ein: Spring challenge");
        assertThat(content.text()).contains("Guten Tag Ada,", "gilt bis 2. Mai 2030, 00:00 Uhr (UTC)");
        assertThat(content.html()).contains("lang=\"de\"", "Einladung annehmen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it", "xx-YY", "", "not a language", "en_US"})
    void aLanguageWithoutMessagesIsEnglish(String tag) {
        MailContent content = templates.render(Mails.invitation(Mails.CHALLENGE), Mails.challengeIn(tag));

        assertThat(content.text()).contains("Hello Ada,", "2 May 2030");
        assertThat(content.html()).contains("lang=\"en\"");
    }

    @ParameterizedTest
    @EnumSource(RejectionReason.class)
    void everyRefusalStatesTheReason(RejectionReason reason) {
        for (String tag : LANGUAGES) {
            MailContent content = templates.render(Mails.refusal(reason, Mails.CHALLENGE), Mails.challengeIn(tag));

            assertThat(content.text()).doesNotContain("??", "refusal.reason", "null", "CODE42");
            assertThat(content.html()).doesNotContain("??", "refusal.reason", "CODE42");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "es, 'Hola, Ada:', 'caduca el 2 de mayo de 2030, 00:00 UTC'",
        "fr, 'Bonjour Ada,', 'expire le 2 mai 2030, 00:00 UTC'",
        "ja, Ada 様, '2030年5月2日 0:00 UTC'"
    })
    void timesAndNamesAreWrittenAsTheLanguageHasThem(String tag, String hello, String time) {
        MailContent content = templates.render(Mails.invitation(Mails.CHALLENGE), Mails.challengeIn(tag));

        assertThat(content.text()).contains(hello, time);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "de, fr, es, de",
                "-, fr, es, fr",
                "-, -, es, es",
                "-, -, -, en",
                "-, pt-BR, es, en",
                "-, -, de-AT, de",
            })
    void theLanguageIsThePersonsOrTheInvitationsOrTheOrganizations(
            @Nullable String own, @Nullable String invitation, @Nullable String organization, String spoken) {
        MailContext about = new MailContext(
                new OrganizationOnMail("Analytical Engines", organization, null), Mails.invitationIn(invitation));

        assertThat(templates
                        .render(Mails.of(EmailKind.WELCOME, MailDetails.account(own), about), about)
                        .html())
                .contains("lang=\"" + spoken + "\"");
    }

    @Test
    void aMailAboutNoInvitationIsInTheLanguageOfTheOrganization() {
        MailContext about = new MailContext(new OrganizationOnMail("Analytical Engines", "fr", null), null);
        MailDetails access = MailDetails.access(new MemberId(UUID.randomUUID()), Instant.parse("2030-05-02T08:30:00Z"));

        assertThat(templates
                        .render(Mails.of(EmailKind.ACCESS_ENDED, access, about), about)
                        .html())
                .contains("lang=\"fr\"");
    }

    @ParameterizedTest
    @EnumSource(EmailKind.class)
    void everyKindIsCompleteInEachLanguage(EmailKind kind) {
        MailDetails details = new MailDetails(
                RejectionReason.QUOTA_FULL,
                7L,
                1,
                new MemberId(UUID.randomUUID()),
                Instant.parse("2030-05-02T08:30:00Z"),
                new ProofOnMail(ProofPurpose.JOIN, new ProofId(UUID.randomUUID())),
                null);
        for (String tag : LANGUAGES) {
            MailContent content = templates.render(Mails.of(kind, details, Mails.CHALLENGE), Mails.challengeIn(tag));

            for (String part : List.of(content.subject(), content.text(), content.html())) {
                assertThat(part)
                        .as("%s in %s", kind, tag)
                        .isNotBlank()
                        .doesNotContain("??", "null", "{0}", "{1}", kind.wireName() + ".");
            }
            assertThat(content.text()).as("%s in %s", kind, tag).contains("Ada", "Analytical Engines");
            assertThat(content.html()).contains("lang=\"" + tag + "\"", "Analytical Engines");
        }
    }
}
