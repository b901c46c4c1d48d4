package io.usher.api.acceptances.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.StoredInvitations;
import io.usher.api.acceptances.TestInvitation;
import io.usher.api.acceptances.cache.InvitationView;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.InvitationEvent.InvitationCreated;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class InvitationReaderTest {

    private final TestInvitation invitation = TestInvitation.publicOne();
    private final InvitationView view = new InvitationView(new Nothing(), 100, () -> 0);
    private final InvitationReader reader = new InvitationReader(view);

    @Test
    void whatIsToldIsKnown() {
        reader.read(consumed(EventCodec.encode(
                new EventMessage("1", Source.API, Instant.EPOCH, new InvitationCreated(invitation.state())))));
        assertThat(known()).contains(invitation.known());
    }

    @Test
    void whatIsNoEventIsPassedOver() {
        String topic = reader.topic().topicName();
        ProducerRecord<byte[], byte[]> poison =
                new ProducerRecord<>(topic, invitation.id().toString().getBytes(UTF_8), new byte[] {1, 2});
        poison.headers().add("ce_id", new byte[] {-1});
        reader.read(consumed(poison));
        reader.read(consumed(new ProducerRecord<>(topic, new byte[0], null)));
        assertThat(known()).isEmpty();
    }

    @Test
    void aNewBeginningForgetsWhatMayHaveChangedUnseen() {
        view.changed(invitation.state());
        reader.begun();
        assertThat(known()).isEmpty();
    }

    private Optional<KnownInvitation> known() {
        return view.find(
                        Caller.program("key:1", null, Set.of()), invitation.id().toString())
                .blockOptional();
    }

    private static ConsumerRecord<byte[], byte[]> consumed(ProducerRecord<byte[], byte[]> sent) {
        return new ConsumerRecord<>(
                sent.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }

    private static final class Nothing implements StoredInvitations {

        @Override
        public Mono<States> states(Collection<InvitationId> ids) {
            return Mono.empty();
        }

        @Override
        public Mono<KnownInvitation> withId(InvitationId id) {
            return Mono.empty();
        }

        @Override
        public Mono<KnownInvitation> withCode(String code) {
            return Mono.empty();
        }
    }
}
