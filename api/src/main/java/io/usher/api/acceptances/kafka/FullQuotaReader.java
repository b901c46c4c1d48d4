package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.cache.InvitationView;
import io.usher.api.acceptances.topics.TopicReader;
import io.usher.contract.event.EventType;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reports to the view whose last use was taken, before anybody is rejected for that. Decodes no records. */
final class FullQuotaReader implements TopicReader {

    private final InvitationView view;

    FullQuotaReader(InvitationView view) {
        this.view = view;
    }

    @Override
    public Topic topic() {
        return Topic.OPS;
    }

    @Override
    public void begun() {
        // Whoever asks for an invitation whose event was missed is rejected by the worker, which reports it too.
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        if (EventHeaders.isOf(record.headers(), EventType.OPS_QUOTA_FULL)) {
            EventHeaders.uuid(record.key()).map(InvitationId::new).ifPresent(view::usedUp);
        }
    }
}
