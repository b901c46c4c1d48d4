package io.usher.notifier.sending.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.notifier.sending.DeliveryOutcome.Bounced;
import io.usher.notifier.sending.DeliveryOutcome.Deferred;
import io.usher.notifier.sending.DeliveryOutcome.Refused;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.net.SocketTimeoutException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SmtpReplyTest {

    @ParameterizedTest
    @CsvSource({
        "550, 550 5.1.1 nobody here",
        "550, 550 5.1.10 no mail for this domain",
        "554, 554 5.2.1 mailbox disabled"
    })
    void aRecipientWithoutMailboxBounces(int code, String text) {
        SmtpReply reply = SmtpReply.from(recipient(code, text + "\r\n"));

        assertThat(reply.outcome()).isEqualTo(new Bounced(text));
        assertThat(reply.leavesConnectionUsable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "550, 550 5.7.1 blocked",
        "554, 554 5.7.1 no relay",
        "554, 554 no",
        "553, 553 5.1.8 bad sender",
        "550, 550 nobody here",
        "550, 550 relay not permitted",
        "551, 551 moved",
        "553, 553 not in allowed rcpthosts"
    })
    void aRecipientWhoIsRefusedForAnotherReasonDoesNotBounce(int code, String text) {
        assertThat(SmtpReply.from(recipient(code, text)).outcome()).isEqualTo(new Refused(text));
    }

    @Test
    void aTemporarilyRefusedRecipientIsDeferred() {
        assertThat(SmtpReply.from(recipient(450, "450 later")).outcome()).isEqualTo(new Deferred("450 later"));
    }

    @Test
    void aFullMailboxIsRetried() {
        assertThat(SmtpReply.from(recipient(552, "552 mailbox full")).outcome())
                .isEqualTo(new Deferred("552 mailbox full"));
        assertThat(SmtpReply.from(command(".", 552, "552 message too large")).outcome())
                .isEqualTo(new Refused("552 message too large"));
    }

    @Test
    void permanentlyRefusedContentIsRefused() {
        assertThat(SmtpReply.from(command(".", 550, "550 5.1.1 no")).outcome()).isEqualTo(new Refused("550 5.1.1 no"));
        assertThat(SmtpReply.from(command(".", 554, "554 no")).outcome()).isEqualTo(new Refused("554 no"));
    }

    @Test
    void aRefusedSenderDefersTheMessage() {
        assertThat(SmtpReply.from(command("MAIL FROM:<no-reply@usher.example>", 550, "550 not you"))
                        .outcome())
                .isEqualTo(new Deferred("550 not you"));
    }

    @Test
    void aServerThatShutsDownLeavesNoUsableConnection() {
        SmtpReply reply = SmtpReply.from(command("DATA", 421, "421 shutting down"));

        assertThat(reply.outcome()).isInstanceOf(Deferred.class);
        assertThat(reply.leavesConnectionUsable()).isFalse();
    }

    @Test
    void withoutAReplyTheMessageIsRetriedOverAnotherConnection() {
        SmtpReply reply =
                SmtpReply.from(new MessagingException("could not read", new SocketTimeoutException("timed out")));

        assertThat(reply.outcome()).isEqualTo(new Deferred("could not read"));
        assertThat(reply.leavesConnectionUsable()).isFalse();
    }

    private static MessagingException recipient(int code, String text) {
        return new SendFailedException(
                "Invalid Addresses",
                new SMTPAddressFailedException(new InternetAddress(), "RCPT TO:<ada@example.com>", code, text));
    }

    private static MessagingException command(String command, int code, String text) {
        Address[] none = {};
        return new SMTPSendFailedException(command, code, text, null, none, none, none);
    }
}
