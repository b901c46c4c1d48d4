package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.cache.InvitationView;
import io.usher.api.acceptances.topics.TopicReader;
import io.usher.contract.event.InvitationEvent;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keeps the view of invitations up to date. */
final class InvitationReader implements TopicReader {

    private final InvitationView view;

    InvitationReader(InvitationView view) {
        this.view = view;
    }

    @Override
    public Topic topic() {
        return Topic.INVITATIONS;
    }

    /** Invitations in the view may have changed before reading began. */
    @Override
    public void begun() {
        view.forget();
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        if (EventCodec.decode(record) instanceof Readable readable
                && readable.event() instanceof InvitationEvent event) {
            view.changed(event.invitation());
        }
    }
}
