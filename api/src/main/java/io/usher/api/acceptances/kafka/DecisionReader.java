package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.cache.InvitationView;
import io.usher.api.acceptances.topics.TopicReader;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.EventType;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Delivers decisions to waiting callers, and reports full quotas to the view. Decodes no other records. */
final class DecisionReader implements TopicReader {

    private final AwaitedDecisions awaited;
    private final InvitationView view;

    DecisionReader(AwaitedDecisions awaited, InvitationView view) {
        this.awaited = awaited;
        this.view = view;
    }

    @Override
    public Topic topic() {
        return Topic.ACCEPTANCES_DECIDED;
    }

    @Override
    public void begun() {
        // Callers that already wait have read the database, or will.
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        if ((isAwaited(record) || mayReportFull(record))
                && EventCodec.decode(record) instanceof Readable readable
                && readable.event() instanceof AcceptanceDecided decided) {
            deliver(decided);
            if (decided instanceof AcceptanceRejected rejected && rejected.reason() == RejectionReason.QUOTA_FULL) {
                view.usedUp(rejected.invitation());
            }
        }
    }

    private void deliver(AcceptanceDecided decided) {
        if (decided instanceof AcceptanceOutcome outcome) {
            awaited.decided(outcome.acceptance().value(), outcome);
        }
        if (decided instanceof AcceptanceWithdrawn withdrawn && withdrawn.command() != null) {
            awaited.decided(withdrawn.command().value(), withdrawn);
        }
        if (decided instanceof AcceptanceWithdrawalRefused refused) {
            awaited.decided(refused.command().value(), refused);
        }
    }

    /** Answers to commands name the command only in their data. There are few of them. */
    private boolean isAwaited(ConsumerRecord<byte[], byte[]> record) {
        return !awaited.isIdle()
                && (EventHeaders.subject(record.headers())
                                .filter(awaited::isAwaited)
                                .isPresent()
                        || EventHeaders.isOf(record.headers(), EventType.ACCEPTANCE_WITHDRAWN)
                        || EventHeaders.isOf(record.headers(), EventType.ACCEPTANCE_WITHDRAWAL_REFUSED));
    }

    private boolean mayReportFull(ConsumerRecord<byte[], byte[]> record) {
        return EventHeaders.isOf(record.headers(), EventType.ACCEPTANCE_REJECTED)
                && EventHeaders.uuid(record.key())
                        .map(InvitationId::new)
                        .filter(view::isKnownWithRoom)
                        .isPresent();
    }
}
