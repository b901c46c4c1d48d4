package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.topics.TopicReader;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.contract.event.Event;
import io.usher.contract.event.EventType;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Delivers the answers to commands about members to waiting callers. Decodes no other records. */
final class MemberReader implements TopicReader {

    private static final List<EventType> ANSWERS = List.of(
            EventType.MEMBER_CHANGED,
            EventType.MEMBER_LEFT,
            EventType.MEMBER_CHANGE_REFUSED,
            EventType.MEMBER_TEAM_CHANGED);

    private final AwaitedDecisions awaited;

    MemberReader(AwaitedDecisions awaited) {
        this.awaited = awaited;
    }

    @Override
    public Topic topic() {
        return Topic.MEMBERS;
    }

    @Override
    public void begun() {
        // Callers whose answer was missed time out and get a 202 with a location.
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        if (!awaited.isIdle()
                && ANSWERS.stream().anyMatch(type -> EventHeaders.isOf(record.headers(), type))
                && EventCodec.decode(record) instanceof Readable readable) {
            deliver(readable.event());
        }
    }

    private void deliver(Event event) {
        if (event instanceof MemberChanged changed) {
            awaited.decided(changed.command().value(), changed);
        }
        // The answer to a withdrawal is the event about the acceptance, whichever of the two events arrives first.
        if (event instanceof MemberLeft left && left.command() != null && MemberLeft.REMOVED.equals(left.cause())) {
            awaited.decided(left.command().value(), left);
        }
        if (event instanceof MemberTeamChanged changed) {
            awaited.decided(changed.command().value(), changed);
        }
        if (event instanceof MemberChangeRefused refused) {
            awaited.decided(refused.command().value(), refused);
        }
    }
}
