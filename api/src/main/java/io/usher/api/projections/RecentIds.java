package io.usher.api.projections;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The events of a partition that were projected last, by hashes of their ids. What is published again, after a program or a
 * broker was lost, is what was published last: a repeat comes within so many events of what it repeats.
 */
final class RecentIds {

    /** More than the worker can have published without a note of it: a few batches, and a second of lost notes. */
    static final int MOST = 10_000;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Map<Long, Boolean> ids = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** FNV-1a, mixed: among so many, two different ids have the same one once in 10¹⁵ events. */
    static long hash(byte[] id) {
        long hash = FNV_OFFSET;
        for (byte next : id) {
            hash = (hash ^ (next & 0xff)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 32)) * FNV_PRIME;
        return hash ^ (hash >>> 29);
    }

    boolean contains(long hash) {
        return ids.containsKey(hash);
    }

    void add(Iterable<Long> hashes) {
        hashes.forEach(hash -> ids.put(hash, true));
    }
}
