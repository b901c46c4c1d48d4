package io.usher.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class JoinedMembersTest {

    private static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
    private final List<String> joined = new ArrayList<>();
    private int failures;
    private final JoinedMembers members = new JoinedMembers(member -> {
        if (failures-- > 0) {
            throw new IllegalStateException("database away");
        }
        joined.add(member.address());
    });

    @Test
    void aMemberWhoseHandlingFailedIsHandedOverWhenTheRecordComesAgain() {
        failures = 1;
        ConsumerRecord<byte[], byte[]> ada = joined("1", "ada@example.com");

        assertThatThrownBy(() -> members.accept(ada)).hasMessage("database away");
        members.accept(ada);
        members.accept(ada);

        assertThat(joined).containsExactly("ada@example.com");
    }

    @Test
    void eventsOfTwoSourcesUnderOneIdAreTwoEvents() {
        ConsumerRecord<byte[], byte[]> other = joined("1", "bob@example.com");
        other.headers().remove("ce_source").add("ce_source", "/somebody/else".getBytes(UTF_8));

        members.accept(joined("1", "ada@example.com"));
        members.accept(other);

        assertThat(joined).containsExactly("ada@example.com", "bob@example.com");
    }

    private ConsumerRecord<byte[], byte[]> joined(String id, String address) {
        ProducerRecord<byte[], byte[]> produced = EventCodec.encode(new EventMessage(
                id,
                Source.ACCEPTANCE_WORKER,
                NOON,
                new MemberJoined(
                        MemberId.of(organization, address),
                        organization,
                        address,
                        address,
                        null,
                        null,
                        new InvitationId(UUID.randomUUID()),
                        new AcceptanceId(UUID.randomUUID()),
                        Grants.NONE,
                        NOON)));
        return new ConsumerRecord<>(
                produced.topic(),
                0,
                0,
                NOON.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                produced.key(),
                produced.value(),
                produced.headers(),
                Optional.empty());
    }
}
