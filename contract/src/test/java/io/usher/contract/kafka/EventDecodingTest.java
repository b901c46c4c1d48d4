package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EventType;
import io.usher.contract.kafka.Received.Unreadable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not one of our events, by its headers or its place, is reported and never thrown. */
final class EventDecodingTest {

    private static final String SECRET = "ada.lovelace@example.com";
    private static final GoldenEvent CREATED = GoldenEvent.of(EventType.INVITATION_CREATED);

    @Test
    void anUnknownTypeIsNamed() {
        assertThat(CREATED.withHeader("ce_type", "io.usher.invitation.created.v2")
                        .decoded())
                .isEqualTo(new Unreadable("unknown event type: io.usher.invitation.created.v2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, "a b", "", "tür", "x\u0000y"})
    void whatIsNoNameOfATypeIsNotQuoted(String type) {
        assertThat(CREATED.withHeader("ce_type", type).decoded()).isEqualTo(new Unreadable("unknown event type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_source", "ce_type", "ce_specversion"})
    void anEventHasTheAttributesOfACloudEvent(String header) {
        Headers headers = CREATED.consumed().headers().remove(header);

        assertThat(EventCodec.decode(CREATED.consumed(headers, CREATED.value().getBytes(UTF_8))))
                .isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "2.0", "1.1", "1", ""})
    void anotherVersionOfCloudEventsIsNotRead(String version) {
        assertThat(CREATED.withHeader("ce_specversion", version).decoded()).isInstanceOf(Unreadable.class);
    }

    @Test
    void theOtherVersionIsNamed() {
        assertThat(CREATED.withHeader("ce_specversion", "0.3").decoded())
                .isEqualTo(new Unreadable("CloudEvents version: 0.3 (expected 1.0)"));
    }

    @EnumSource
    @ParameterizedTest
    void anEventOnAnotherTopicIsRefused(EventType type) {
        assertThat(GoldenEvent.of(type).withTopic("onboarding.elsewhere").decoded())
                .isEqualTo(new Unreadable(type.wireName() + " does not belong on onboarding.elsewhere"));
    }

    @EnumSource
    @ParameterizedTest
    void anEventUnderAnotherKeyIsRefused(EventType type) {
        assertThat(GoldenEvent.of(type)
                        .withKey("0195c2a0-0000-7000-8000-00000000ffff")
                        .decoded())
                .isEqualTo(new Unreadable(type.wireName() + " is not under the key of its data"));
    }

    @Test
    void aTombstoneIsNoEvent() {
        assertThat(EventCodec.decode(tombstone(CREATED.consumed().headers())))
                .isEqualTo(new Unreadable("event without data"));
        assertThat(EventCodec.decode(tombstone(new RecordHeaders()))).isInstanceOf(Unreadable.class);
    }

    @SuppressWarnings("NullAway") // Kafka's types do not say that a record may have no value.
    private static ConsumerRecord<byte[], byte[]> tombstone(Headers headers) {
        ConsumerRecord<byte[], byte[]> live = CREATED.consumed();
        ConsumerRecord<byte[], byte[]> dead = new ConsumerRecord<>(live.topic(), 0, 7, live.key(), null);
        headers.forEach(dead.headers()::add);
        return dead;
    }
}
