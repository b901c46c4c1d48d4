package io.usher.notifier.announcing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import io.usher.notifier.Events;
import io.usher.notifier.announcing.MessageHistory.State;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MessageHistoryTest {

    private final Mail mail = new Mail(
            new MessageId(UUID.randomUUID()),
            EmailKind.WELCOME,
            "ada@example.com",
            new OrganizationId(UUID.randomUUID()),
            new InvitationId(UUID.randomUUID()),
            null,
            null);

    @Test
    void aNewMessageIsToldAsQueued() {
        assertThat(history(State.QUEUED, null).untold())
                .extracting(EventMessage::id)
                .containsExactly(id("queued"));
    }

    @Test
    void aMessageSentBeforeAnythingWasToldIsToldAsQueuedThenSent() {
        assertThat(history(State.SENT, null).untold())
                .extracting(EventMessage::id)
                .containsExactly(id("queued"), id("sent"));
    }

    @Test
    void whatWasToldIsNotToldAgain() {
        assertThat(history(State.SENT, State.QUEUED).untold())
                .extracting(EventMessage::id)
                .containsExactly(id("sent"));
        assertThat(history(State.SENT, State.SENT).untold()).isEmpty();
        assertThat(history(State.QUEUED, State.QUEUED).untold()).isEmpty();
    }

    @Test
    void aFailureSaysWhy() {
        assertThat(history(State.FAILED, State.QUEUED).untold())
                .extracting(EventMessage::event)
                .containsExactly(new EmailFailed(mail, Events.NOON, 2, "550 nobody here"));
    }

    private String id(String what) {
        return mail.message() + "." + what;
    }

    private MessageHistory history(State state, @Nullable State announced) {
        return new MessageHistory(mail, state, announced, 2, Events.NOON, Events.NOON, "550 nobody here");
    }
}
