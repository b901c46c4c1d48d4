package io.usher.notifier.sending.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EmailKind;
import io.usher.notifier.Events;
import io.usher.notifier.ScriptedSmtpServer;
import io.usher.notifier.ScriptedSmtpServer.Reply;
import io.usher.notifier.ScriptedSmtpServer.Script;
import io.usher.notifier.ScriptedSmtpServer.Step;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.Letter;
import io.usher.notifier.sending.Mails;
import io.usher.notifier.sending.Outcome;
import io.usher.notifier.sending.Outcome.Cause;
import io.usher.notifier.sending.Outcome.Deferred;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.Sent;
import io.usher.notifier.sending.Outcome.Unsendable;
import io.usher.notifier.sending.ServerAwayException;
import io.usher.notifier.sending.Tried;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import reactor.test.StepVerifier;

final class SmtpPostboxTest {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration A_WHILE = Duration.ofSeconds(30);
    private static final String SLOW = "slow@example.com";
    private static final String QUICK = "quick@example.com";

    private Instant now = Events.NOON;

    @ParameterizedTest
    @EnumSource(names = {"SENDER", "RECIPIENT", "DATA", "END_OF_DATA"})
    void aSilentServerHoldsOneMessageUntilItsDeadlineAndNoOther(Step step) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(step, Reply.NEVER))) {
            assertThat(sent(server, DEADLINE, SLOW, QUICK))
                    .containsExactly(new Deferred("no end within " + DEADLINE), new Sent());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SENDER", "END_OF_DATA"})
    void aDrippingServerHoldsOneMessageUntilItsDeadlineAndNoOther(Step step) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(step, Reply.DRIP))) {
            assertThat(sent(server, DEADLINE, SLOW, QUICK))
                    .containsExactly(new Deferred("no end within " + DEADLINE), new Sent());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "HELLO"})
    void aServerThatDoesNotGreetWithinTheDeadlineIsAway(Step step) {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(step, Reply.DRIP))) {
            SmtpPostbox postbox = postbox(server, DEADLINE);

            StepVerifier.create(postbox.reach())
                    .expectError(ServerAwayException.class)
                    .verify(A_WHILE);

            postbox.destroy();
        }
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(step, Reply.NEVER))) {
            assertThat(sent(server, DEADLINE, SLOW)).containsExactly(new NotTried(Cause.SERVER_AWAY));
        }
    }

    /** And only that: the next reply is waited for as long as any other. */
    @Test
    void theAcknowledgementOfAMessageIsWaitedForLongerThanAnyOtherReply() {
        String silent = "silent@example.com";
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) -> switch (step) {
            case END_OF_DATA -> recipient.equals(SLOW) ? Reply.OK.after(DEADLINE.plusSeconds(1)) : Reply.OK;
            case RECIPIENT -> recipient.equals(silent) ? Reply.NEVER : Reply.OK;
            default -> Reply.OK;
        })) {
            SmtpPostbox postbox = postbox(server, new SmtpTimeouts(DEADLINE, A_WHILE), DEADLINE.dividedBy(2));

            List<Outcome> outcomes = outcomes(postbox, SLOW, QUICK, silent);

            assertThat(outcomes).startsWith(new Sent(), new Sent());
            assertThat(outcomes.getLast())
                    .as("given up before the deadline")
                    .isInstanceOf(Deferred.class)
                    .isNotEqualTo(new Deferred("no end within " + DEADLINE));
            assertThat(server.taken()).containsExactly(SLOW, QUICK);
            postbox.destroy();
        }
    }

    @Test
    void aConnectionThatFellSilentWhileIdleIsReplaced() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(once(Step.OTHER, Reply.HANG_UP))) {
            SmtpPostbox postbox = postbox(server, A_WHILE);

            assertThat(outcomes(postbox, SLOW)).containsExactly(new Sent());
            assertThat(outcomes(postbox, QUICK)).containsExactly(new Sent());

            postbox.destroy();
        }
    }

    @Test
    void whatHasTooLittleOfItsLeaseLeftIsNotBegun() {
        now = Events.NOON.plus(Duration.ofMinutes(2)).minus(DEADLINE).plusMillis(1);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) -> Reply.OK)) {
            assertThat(sent(server, DEADLINE, QUICK)).containsExactly(new NotTried(Cause.LEASE_TOO_SHORT));
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void anAddressThatTheServerCannotTakeIsNotTried() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted((step, recipient) -> Reply.OK)) {
            assertThat(sent(server, A_WHILE, "j\u00f6rg@example.com", QUICK))
                    .satisfiesExactly(
                            first -> assertThat(first)
                                    .isInstanceOfSatisfying(
                                            Unsendable.class,
                                            why -> assertThat(why.reason()).contains("SMTPUTF8")),
                            second -> assertThat(second).isEqualTo(new Sent()));
            assertThat(server.asked()).containsExactly(QUICK);
        }
    }

    @Test
    void aServerThatOffersItTakesAddressesThatAreNotInAscii() {
        String address = "j\u00f6rg@example.com";
        try (ScriptedSmtpServer server = ScriptedSmtpServer.scripted(
                (step, recipient) -> step == Step.HELLO ? Reply.of("250-scripted\r\n250 SMTPUTF8") : Reply.OK)) {
            assertThat(sent(server, A_WHILE, address)).containsExactly(new Sent());
            assertThat(server.taken()).containsExactly(address);
        }
    }

    /** One reply at that step, once; else as usual. */
    private static Script once(Step unusual, Reply reply) {
        AtomicBoolean done = new AtomicBoolean();
        return (step, recipient) -> step == unusual && done.compareAndSet(false, true) ? reply : Reply.OK;
    }

    private List<Outcome> sent(ScriptedSmtpServer server, Duration deadline, String... recipients) {
        SmtpPostbox postbox = postbox(server, deadline);
        try {
            return outcomes(postbox, recipients);
        } finally {
            postbox.destroy();
        }
    }

    private static List<Outcome> outcomes(SmtpPostbox postbox, String... recipients) {
        List<DueMail> mails = List.of(recipients).stream()
                .map(recipient -> Mails.to(recipient, EmailKind.WELCOME))
                .toList();
        List<Outcome> outcomes = new ArrayList<>();
        StepVerifier.create(postbox.send(mails).map(Tried::outcome))
                .recordWith(() -> outcomes)
                .thenConsumeWhile(outcome -> true)
                .expectComplete()
                .verify(A_WHILE);
        return outcomes;
    }

    /** As the program's: the timeout of a reply is far longer than the deadline. */
    private SmtpPostbox postbox(ScriptedSmtpServer server, Duration deadline) {
        return postbox(server, new SmtpTimeouts(deadline, deadline), Duration.ofMinutes(1));
    }

    private SmtpPostbox postbox(ScriptedSmtpServer server, SmtpTimeouts timeouts, Duration timeout) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("localhost");
        sender.setPort(server.port());
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", String.valueOf(timeout.toMillis()));
        sender.getJavaMailProperties().setProperty("mail.smtp.writetimeout", "60000");
        sender.getJavaMailProperties().setProperty("mail.smtp.quitwait", "false");
        sender.getJavaMailProperties().setProperty("mail.mime.allowutf8", "true");
        return new SmtpPostbox(
                sender,
                "no-reply@usher.example",
                (mail, about) -> new Letter("Usher", "Ada", "Welcome", "Welcome.", "<p>Welcome.</p>"),
                timeouts,
                ((InstantSource) () -> now).withZone(ZoneOffset.UTC));
    }
}
