package io.usher.notifier.sending.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.address.EmailAddress;
import io.usher.notifier.Events;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.MailContent;
import io.usher.notifier.sending.Mails;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Date;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class MimeMessagesTest {

    private static final Session SESSION = Session.getInstance(new Properties());

    private final MimeMessages messages =
            new MimeMessages(SESSION, "no-reply@usher.example", Clock.fixed(Events.NOON, ZoneOffset.UTC));
    private final DueMail mail = Mails.invitation(Mails.CHALLENGE);

    @Test
    void aMessageHasTextAndHtmlAsAlternatives() throws Exception {
        MimeMessage read =
                sent("ada@example.com", new MailContent("Org", null, "Ada", "Grüße", "text ä", "<p>html ä</p>", null));

        assertThat(read.getContentType()).startsWith("multipart/alternative");
        Multipart parts = (Multipart) read.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType())
                .startsWith("text/plain")
                .containsIgnoringCase("utf-8");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("text ä");
        assertThat(parts.getBodyPart(1).getContentType())
                .startsWith("text/html")
                .containsIgnoringCase("utf-8");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>html ä</p>");
        assertThat(read.getSubject()).isEqualTo("Grüße");
        assertThat(read.getSentDate()).isEqualTo(Date.from(Events.NOON));
    }

    /** RFC 8058. */
    @Test
    void aMailProgramEndsSuchMailsWithOneClick() throws Exception {
        MimeMessage read = sent(
                "ada@example.com",
                new MailContent(
                        "Org", null, "Ada", "Subject", "text", "html", "https://join.example/unsubscribe/ab12"));

        assertThat(read.getHeader("List-Unsubscribe")).containsExactly("<https://join.example/unsubscribe/ab12>");
        assertThat(read.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
    }

    @Test
    void aMailThatIsAlwaysSentHasNoHeaderToEndIt() throws Exception {
        MimeMessage read =
                sent("ada@example.com", new MailContent("Org", null, "Ada", "Subject", "text", "html", null));

        assertThat(read.getHeader("List-Unsubscribe")).isNull();
        assertThat(read.getHeader("List-Unsubscribe-Post")).isNull();
    }

    @Test
    void repliesGoToTheReplyAddress() throws Exception {
        MimeMessage read = sent("ada@example.com", replyTo("Office@Bücher.example", "Org"));

        assertThat(read.getHeader("Reply-To")).containsExactly("Org <Office@xn--bcher-kva.example>");
        assertThat(read.getFrom()).containsExactly(new InternetAddress("no-reply@usher.example"));
    }

    @Test
    void withoutAReplyAddressThereIsNoSuchHeader() throws Exception {
        MimeMessage read =
                sent("ada@example.com", new MailContent("Org", null, "Ada", "Subject", "text", "html", null));

        assertThat(read.getHeader("Reply-To")).isNull();
    }

    @Test
    void lineBreaksInTheNameAtTheReplyAddressAddNoHeader() throws Exception {
        MimeMessage read = sent("ada@example.com", replyTo("office@example.com", "Org\r\nBcc: everybody@example.com"));

        assertThat(read.getHeader("Bcc")).isNull();
        assertThat(read.getReplyTo()).containsExactly(new InternetAddress("office@example.com"));
    }

    private static MailContent replyTo(String address, String name) {
        return new MailContent(name, EmailAddress.parse(address).orElseThrow(), "Ada", "Subject", "text", "html", null);
    }

    @Test
    void eachAttemptHasTheSameMessageId() throws Exception {
        MailContent content = new MailContent("Org", null, "Ada", "Subject", "text", "html", null);

        assertThat(sent("ada@example.com", content).getMessageID())
                .isEqualTo(sent("ada@example.com", content).getMessageID())
                .isEqualTo("<" + mail.id() + "@usher.example>");
    }

    @Test
    void lineBreaksInNamesAddNoHeader() throws Exception {
        String hostile = "Ada\r\nBcc: everybody@example.com\r\n\r\nbody\u2028\u0085";

        MimeMessage read =
                sent("ada@example.com", new MailContent(hostile, null, hostile, hostile, "text", "html", null));

        assertThat(Collections.list(read.getAllHeaders()))
                .extracting(header -> header.getName())
                .containsExactlyInAnyOrder(
                        "From",
                        "To",
                        "Subject",
                        "Date",
                        "Message-ID",
                        "MIME-Version",
                        "Content-Type",
                        "Auto-Submitted");
        assertThat(read.getAllRecipients()).containsExactly(new InternetAddress("ada@example.com"));
        assertThat(read.getSubject()).isEqualTo("Ada Bcc: everybody@example.com body");
    }

    @Test
    void aNameThatLooksLikeAnAddressStaysAName() throws Exception {
        MimeMessage read = sent(
                "ada@example.com",
                new MailContent("Org", null, "\"<eve@example.com>, eve@example.com", "Subject", "text", "html", null));

        assertThat(read.getAllRecipients()).containsExactly(new InternetAddress("ada@example.com"));
    }

    @Test
    void aNonAsciiDomainIsSentInItsAsciiForm() throws Exception {
        MimeMessage read =
                sent("Ada@Bücher.example", new MailContent("Org", null, "", "Subject", "text", "html", null));

        assertThat(read.getAllRecipients()).containsExactly(new InternetAddress("Ada@xn--bcher-kva.example"));
    }

    private MimeMessage sent(String email, MailContent content) throws Exception {
        EmailAddress recipient = EmailAddress.parse(email).orElseThrow();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        messages.create(mail, recipient, content).writeTo(wire);
        assertThat(wire.toString(UTF_8)).doesNotContain("\r\nBcc:");
        return new MimeMessage(SESSION, new ByteArrayInputStream(wire.toByteArray()));
    }
}
