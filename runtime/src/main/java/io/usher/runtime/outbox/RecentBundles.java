package io.usher.runtime.outbox;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What this program appended last, by the id of its row, so that its relay need not read it again. It tells nothing of
 * whether the row was committed: that is what the table is asked. Safe for several threads.
 */
final class RecentBundles {

    /** Of records. A relay that lags behind this reads the table. */
    private static final int MOST_BYTES = 8 << 20;

    private final Map<Long, PackedBundle> bundles = new LinkedHashMap<>();
    private long bytes;

    synchronized void add(long id, PackedBundle bundle) {
        bundles.put(id, bundle);
        bytes += bundle.size();
        Iterator<Map.Entry<Long, PackedBundle>> eldest = bundles.entrySet().iterator();
        while (bytes > MOST_BYTES && eldest.hasNext()) {
            bytes -= eldest.next().getValue().size();
            eldest.remove();
        }
    }

    /** As they are now, by the id of their row. */
    synchronized Map<Long, List<ProducerRecord<byte[], byte[]>>> records() {
        return bundles.entrySet().stream()
                .collect(toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().records()));
    }

    /** After a crash of the database, ids that were given out may be given out again. */
    synchronized void clear() {
        bundles.clear();
        bytes = 0;
    }

    synchronized void remove(long id) {
        PackedBundle bundle = bundles.remove(id);
        if (bundle != null) {
            bytes -= bundle.size();
        }
    }
}
