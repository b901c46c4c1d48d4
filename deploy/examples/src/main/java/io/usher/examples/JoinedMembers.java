package io.usher.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hands over each member who joins, once: what fails is handed over again when its record comes again. A real program keeps
 * what it has handled where it keeps what it made of it, in the same transaction; then a repeat after a restart is noticed,
 * too.
 */
public final class JoinedMembers {

    /** A repeat comes soon after what it repeats. */
    private static final int MOST_HANDLED = 100_000;

    private final SequencedSet<String> handled = new LinkedHashSet<>();
    private final Consumer<MemberJoined> joined;
    private int skipped;

    public JoinedMembers(Consumer<MemberJoined> joined) {
        this.joined = joined;
    }

    public void accept(ConsumerRecord<byte[], byte[]> record) {
        switch (EventCodec.decode(record)) {
            case Readable event -> {
                String identity = source(record) + " " + event.id();
                if (event.event() instanceof MemberJoined member && !handled.contains(identity)) {
                    joined.accept(member);
                    remember(identity);
                }
            }
            case Unreadable unknown -> skipped++;
        }
    }

    private static String source(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_source").value(), UTF_8);
    }

    private void remember(String identity) {
        handled.add(identity);
        if (handled.size() > MOST_HANDLED) {
            handled.removeFirst();
        }
    }

    /** Records that this version cannot read: of types that came later, or tombstones of people who were erased. */
    public int skipped() {
        return skipped;
    }
}
