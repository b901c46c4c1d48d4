package io.usher.api.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxEntryTest {

    @Test
    void whatIsAboutTheSameThingIsPublishedOneAfterTheOther() {
        OutboxEntry first = entry(1, "onboarding.invitations", "a");
        OutboxEntry other = entry(2, "onboarding.invitations", "b");
        OutboxEntry elsewhere = entry(3, "onboarding.invitees", "a");
        OutboxEntry second = entry(4, "onboarding.invitations", "a");
        OutboxEntry otherAgain = entry(5, "onboarding.invitations", "b");
        OutboxEntry third = entry(6, "onboarding.invitations", "a");

        assertThat(OutboxEntry.eachSubjectOnce(List.of(first, other, elsewhere, second, otherAgain, third)))
                .containsExactly(List.of(first, other, elsewhere), List.of(second, otherAgain), List.of(third));
    }

    private static OutboxEntry entry(long id, String topic, String subject) {
        return OutboxEntry.of(id, topic, "key".getBytes(UTF_8), Map.of("ce_subject", subject), new byte[0]);
    }
}
