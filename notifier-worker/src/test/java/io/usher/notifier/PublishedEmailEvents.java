package io.usher.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EmailEvent;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MessageId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The events about mails on {@code onboarding.emails}: of those that were published more than once, the first. */
final class PublishedEmailEvents {

    private PublishedEmailEvents() {}

    /** The events about the mails of an invitation, by recipient, in their order. */
    static Map<String, List<EmailEvent>> byRecipient(InvitationId invitation) {
        Map<String, List<EmailEvent>> byRecipient = new LinkedHashMap<>();
        for (Readable readable : readables(invitation.toString())) {
            EmailEvent event = (EmailEvent) readable.event();
            byRecipient
                    .computeIfAbsent(event.mail().email(), email -> new ArrayList<>())
                    .add(event);
        }
        return byRecipient;
    }

    static List<String> ids(InvitationId invitation) {
        return readables(invitation.toString()).stream().map(Readable::id).toList();
    }

    static List<String> idsWithRepeats(InvitationId invitation) {
        return published(invitation.toString()).map(Readable::id).toList();
    }

    /** The ids of the events about a mail without invitation. */
    static List<String> ids(MessageId message) {
        return readables(message.toString()).stream().map(Readable::id).toList();
    }

    private static Collection<Readable> readables(String key) {
        return published(key)
                .collect(toMap(Readable::id, Function.identity(), (first, repeat) -> first, LinkedHashMap::new))
                .values();
    }

    private static Stream<Readable> published(String key) {
        byte[] bytes = key.getBytes(UTF_8);
        return Kafka.all(Topic.EMAILS.topicName()).stream()
                .filter(record -> Arrays.equals(record.key(), bytes))
                .map(EventCodec::decode)
                .map(received -> {
                    assertThat(received).isInstanceOf(Readable.class);
                    return (Readable) received;
                });
    }
}
