package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EmailEvent;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MessageId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code onboarding.emails} tells about the mails of an invitation. */
final class Mailed {

    private Mailed() {}

    /** The events of each recipient in their order. */
    static Map<String, List<EmailEvent>> told(InvitationId invitation) {
        Map<String, List<EmailEvent>> told = new LinkedHashMap<>();
        for (Readable readable : readables(invitation.toString())) {
            EmailEvent event = (EmailEvent) readable.event();
            told.computeIfAbsent(event.mail().email(), email -> new ArrayList<>())
                    .add(event);
        }
        return told;
    }

    static List<String> ids(InvitationId invitation) {
        return readables(invitation.toString()).stream().map(Readable::id).toList();
    }

    /** Of a mail that is about no invitation. */
    static List<String> ids(MessageId message) {
        return readables(message.toString()).stream().map(Readable::id).toList();
    }

    private static List<Readable> readables(String key) {
        return Kafka.all(Topic.EMAILS.topicName()).stream()
                .map(EventCodec::decode)
                .map(received -> {
                    assertThat(received).isInstanceOf(Readable.class);
                    return (Readable) received;
                })
                .filter(readable -> readable.event().key().equals(key))
                .toList();
    }
}
