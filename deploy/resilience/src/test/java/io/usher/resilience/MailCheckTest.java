package io.usher.resilience;

import static io.usher.resilience.SmallEvidence.address;
import static io.usher.resilience.SmallEvidence.assertFound;
import static io.usher.resilience.SmallEvidence.id;
import static io.usher.resilience.SmallEvidence.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.resilience.Evidence.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each kind of missing or needless mail is found. */
class MailCheckTest {

    @Test
    void missingAndNeedlessMessagesAreFound() {
        assertFound("no message", evidence -> evidence.messages.remove(message(1)));
        assertFound("two messages", evidence -> evidence.messages.put(message(9), evidence.stored(1)));
        assertFound(
                "a message for nothing",
                evidence -> evidence.messages.put(message(9), new Message("welcome/nobody", address("ada"), "sent")));
    }

    @Test
    void mailsAboutWaitingListsAreDueByTheirEvents() {
        assertFound("no message: waitlisted/" + id(5), evidence -> {
            evidence.promoted(5, "barbara");
            evidence.messages.remove(message(5));
        });
        assertFound("no message: promoted/" + id(5), evidence -> {
            evidence.promoted(5, "barbara");
            evidence.messages.remove(message(105));
        });
        assertFound("mails again", evidence -> {
            evidence.promoted(5, "barbara");
            evidence.mails.add(evidence.mails.getLast());
        });
        assertFound(
                "a message for nothing: promoted/" + id(1),
                evidence ->
                        evidence.messages.put(message(9), new Message("promoted/" + id(1), address("ada"), "sent")));

        SmallEvidence good = new SmallEvidence();
        good.promoted(5, "barbara");
        // Their events may be published again.
        good.events.addAll(List.copyOf(good.events.subList(good.events.size() - 6, good.events.size())));
        assertThat(good.violations()).noneMatch(line -> line.contains("mail") || line.contains("message"));
    }

    @Test
    void missingDuplicateAndStrayMailsAreFound() {
        assertFound("no mail", evidence -> evidence.mails.removeFirst());
        assertFound("mails again", evidence -> evidence.mails.add(evidence.mails.getFirst()));
        assertFound("a mail for nothing", evidence -> evidence.mails.add(new MailSink.Mail("spam", address("ada"))));
        assertFound(
                "a mail to somebody else",
                evidence -> evidence.mails.set(0, new MailSink.Mail(message(1).toString(), address("grace"))));
    }
}
