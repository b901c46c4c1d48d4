package io.usher.notifier.sending.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.contract.event.EmailKind;
import io.usher.notifier.Events;
import io.usher.notifier.ScriptedSmtpServer;
import io.usher.notifier.ScriptedSmtpServer.Reply;
import io.usher.notifier.ScriptedSmtpServer.Script;
import io.usher.notifier.ScriptedSmtpServer.Step;
import io.usher.notifier.sending.DeliveryOutcome;
import io.usher.notifier.sending.DeliveryOutcome.Cause;
import io.usher.notifier.sending.DeliveryOutcome.Deferred;
import io.usher.notifier.sending.DeliveryOutcome.NotAttempted;
import io.usher.notifier.sending.DeliveryOutcome.Sent;
import io.usher.notifier.sending.DeliveryOutcome.Undeliverable;
import io.usher.notifier.sending.DeliveryResult;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.MailServerUnavailableException;
import io.usher.notifier.sending.MailTemplates;
import io.usher.notifier.sending.Mails;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import reactor.test.StepVerifier;

/** Tests wait for deadlines, each of its own server: concurrently, so that they take as long as the longest. */
final class SmtpMailerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration A_WHILE = Duration.ofSeconds(30);
    private static final String SLOW = "slow@example.com";
    private static final String QUICK = "quick@example.com";

    private static final MailTemplates TEMPLATES = Mails.templates("https://usher.example");

    private Instant now = Events.NOON;

    @ParameterizedTest
    @Execution(CONCURRENT)
    @EnumSource(names = {"SENDER", "RECIPIENT", "DATA", "END_OF_DATA"})
    void aSilentServerHoldsOneMessageUntilItsDeadlineAndNoOther(Step step) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(step, Reply.NEVER))) {
            assertThat(sent(server, DEADLINE, SLOW, QUICK))
                    .containsExactly(new Deferred("not completed within " + DEADLINE), new Sent());
        }
    }

    @ParameterizedTest
    @Execution(CONCURRENT)
    @EnumSource(names = {"SENDER", "END_OF_DATA"})
    void aDrippingServerHoldsOneMessageUntilItsDeadlineAndNoOther(Step step) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(step, Reply.DRIP))) {
            assertThat(sent(server, DEADLINE, SLOW, QUICK))
                    .containsExactly(new Deferred("not completed within " + DEADLINE), new Sent());
        }
    }

    @ParameterizedTest
    @Execution(CONCURRENT)
    @EnumSource(names = {"GREETING", "HELLO"})
    void aServerThatDoesNotGreetWithinTheDeadlineIsUnavailable(Step step) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(step, Reply.DRIP))) {
            SmtpMailer mailer = mailer(server, DEADLINE);

            StepVerifier.create(mailer.checkConnection())
                    .expectError(MailServerUnavailableException.class)
                    .verify(A_WHILE);

            mailer.destroy();
        }
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(step, Reply.NEVER))) {
            assertThat(sent(server, DEADLINE, SLOW)).containsExactly(new NotAttempted(Cause.SERVER_UNAVAILABLE));
        }
    }

    /** And no other: the next reply has the usual timeout again. */
    @Test
    @Execution(CONCURRENT)
    void theAcknowledgementHasALongerTimeoutThanOtherReplies() {
        String silent = "silent@example.com";
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) -> switch (step) {
            case END_OF_DATA -> recipient.equals(SLOW) ? Reply.OK.after(DEADLINE.plusSeconds(1)) : Reply.OK;
            case RECIPIENT -> recipient.equals(silent) ? Reply.NEVER : Reply.OK;
            default -> Reply.OK;
        })) {
            SmtpMailer mailer = mailer(server, new SmtpTimeouts(DEADLINE, A_WHILE), DEADLINE.dividedBy(2));

            List<DeliveryOutcome> outcomes = outcomes(mailer, SLOW, QUICK, silent);

            assertThat(outcomes).startsWith(new Sent(), new Sent());
            assertThat(outcomes.getLast())
                    .as("given up before the deadline")
                    .isInstanceOf(Deferred.class)
                    .isNotEqualTo(new Deferred("not completed within " + DEADLINE));
            assertThat(server.accepted()).containsExactly(SLOW, QUICK);
            mailer.destroy();
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aConnectionThatDiedWhileIdleIsReplaced() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(Step.OTHER, Reply.DISCONNECT))) {
            SmtpMailer mailer = mailer(server, A_WHILE);

            assertThat(outcomes(mailer, SLOW)).containsExactly(new Sent());
            assertThat(outcomes(mailer, QUICK)).containsExactly(new Sent());

            mailer.destroy();
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aMessageWithTooLittleOfItsLeaseLeftIsNotStarted() {
        now = Events.NOON.plus(Duration.ofMinutes(2)).minus(DEADLINE).plusMillis(1);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) -> Reply.OK)) {
            assertThat(sent(server, DEADLINE, QUICK)).containsExactly(new NotAttempted(Cause.LEASE_TOO_SHORT));
            assertThat(server.recipients()).isEmpty();
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aNonAsciiAddressIsNotSentToAServerWithoutSmtpUtf8() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) -> Reply.OK)) {
            assertThat(sent(server, A_WHILE, "j\u00f6rg@example.com", QUICK))
                    .satisfiesExactly(
                            first -> assertThat(first)
                                    .isInstanceOfSatisfying(
                                            Undeliverable.class,
                                            why -> assertThat(why.reason()).contains("SMTPUTF8")),
                            second -> assertThat(second).isEqualTo(new Sent()));
            assertThat(server.recipients()).containsExactly(QUICK);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aNonAsciiAddressIsSentToAServerWithSmtpUtf8() {
        String address = "j\u00f6rg@example.com";
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(
                (step, recipient) -> step == Step.HELLO ? Reply.of("250-scripted\r\n250 SMTPUTF8") : Reply.OK)) {
            assertThat(sent(server, A_WHILE, address)).containsExactly(new Sent());
            assertThat(server.accepted()).containsExactly(address);
        }
    }

    /** One reply at that step, once; else as usual. */
    private static Script once(Step unusual, Reply reply) {
        AtomicBoolean done = new AtomicBoolean();
        return (step, recipient) -> step == unusual && done.compareAndSet(false, true) ? reply : Reply.OK;
    }

    private List<DeliveryOutcome> sent(ScriptedSmtpServer server, Duration deadline, String... recipients) {
        SmtpMailer mailer = mailer(server, deadline);
        try {
            return outcomes(mailer, recipients);
        } finally {
            mailer.destroy();
        }
    }

    private static List<DeliveryOutcome> outcomes(SmtpMailer mailer, String... recipients) {
        List<DueMail> mails = List.of(recipients).stream()
                .map(recipient -> Mails.to(recipient, EmailKind.WELCOME))
                .toList();
        List<DeliveryOutcome> outcomes = new ArrayList<>();
        StepVerifier.create(mailer.send(mails).map(DeliveryResult::outcome))
                .recordWith(() -> outcomes)
                .thenConsumeWhile(outcome -> true)
                .expectComplete()
                .verify(A_WHILE);
        return outcomes;
    }

    /** As the program's: the timeout of a reply is far longer than the deadline. */
    private SmtpMailer mailer(ScriptedSmtpServer server, Duration deadline) {
        return mailer(server, new SmtpTimeouts(deadline, deadline), Duration.ofMinutes(1));
    }

    private SmtpMailer mailer(ScriptedSmtpServer server, SmtpTimeouts timeouts, Duration timeout) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("localhost");
        sender.setPort(server.port());
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", String.valueOf(timeout.toMillis()));
        sender.getJavaMailProperties().setProperty("mail.smtp.writetimeout", "60000");
        sender.getJavaMailProperties().setProperty("mail.smtp.quitwait", "false");
        // To look up this machine's name may take seconds.
        sender.getJavaMailProperties().setProperty("mail.smtp.localhost", "localhost");
        sender.getJavaMailProperties().setProperty("mail.mime.allowutf8", "true");
        return new SmtpMailer(
                sender,
                "no-reply@usher.example",
                TEMPLATES,
                timeouts,
                ((InstantSource) () -> now).withZone(ZoneOffset.UTC));
    }
}
