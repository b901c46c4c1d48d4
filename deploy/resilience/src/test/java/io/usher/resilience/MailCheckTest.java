package io.usher.resilience;

import static io.usher.resilience.SmallEvidence.address;
import static io.usher.resilience.SmallEvidence.assertFound;
import static io.usher.resilience.SmallEvidence.message;

import io.usher.resilience.Evidence.Message;
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
    void missingDuplicateAndStrayMailsAreFound() {
        assertFound("no mail", evidence -> evidence.mails.removeFirst());
        assertFound("mails again", evidence -> evidence.mails.add(evidence.mails.getFirst()));
        assertFound("a mail for nothing", evidence -> evidence.mails.add(new MailSink.Mail("spam", address("ada"))));
        assertFound(
                "a mail to somebody else",
                evidence -> evidence.mails.set(0, new MailSink.Mail(message(1).toString(), address("grace"))));
    }
}
