package io.usher.api.acceptances.cache;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The undecided requests of one partition in the order of the log, so that what is decided can be dropped from the
 * front; those acknowledged here are known before they are read. Safe for several threads.
 */
final class PendingOfPartition {

    private final Map<UUID, PendingRequest> all;
    private final Map<UUID, NavigableMap<Long, PendingRequest>> byInvitation;
    private final NavigableMap<Long, PendingRequest> undecided = new TreeMap<>();
    private long decidedBelow;
    private long lostBelow;

    /**
     * Keeps its own requests in both maps; those of one invitation are all in one partition.
     *
     * @param all of all partitions, by acceptance
     * @param byInvitation of all partitions, by offset
     */
    PendingOfPartition(Map<UUID, PendingRequest> all, Map<UUID, NavigableMap<Long, PendingRequest>> byInvitation) {
        this.all = all;
        this.byInvitation = byInvitation;
    }

    /** Of two requests under one id the first one counts. */
    synchronized void acknowledged(PendingRequest request, int most) {
        if (request.offset() < decidedBelow) {
            return;
        }
        if (all.size() < most) {
            keep(request);
        } else {
            lostBelow = Math.max(lostBelow, request.offset() + 1);
        }
    }

    /** If there are too many, the oldest of the partition are given up. */
    synchronized void read(PendingRequest request, int most) {
        if (request.offset() < decidedBelow) {
            return;
        }
        keep(request);
        if (all.size() > most) {
            PendingRequest oldest = undecided.pollFirstEntry().getValue();
            drop(oldest);
            lostBelow = Math.max(lostBelow, oldest.offset() + 1);
        }
    }

    synchronized void decided(long below) {
        decidedBelow = Math.max(decidedBelow, below);
        forget(undecided.headMap(decidedBelow));
    }

    /** The log is another one: what is known of it so far proves nothing. */
    synchronized void beginAnew(long below) {
        forget(undecided);
        decidedBelow = below;
        lostBelow = 0;
    }

    private void forget(Map<Long, PendingRequest> requests) {
        requests.values().forEach(this::drop);
        requests.clear();
    }

    private void keep(PendingRequest request) {
        if (all.putIfAbsent(request.acceptance(), request) == null) {
            undecided.put(request.offset(), request);
            byInvitation.compute(request.invitation(), (invitation, others) -> {
                NavigableMap<Long, PendingRequest> requests = others == null ? new ConcurrentSkipListMap<>() : others;
                requests.put(request.offset(), request);
                return requests;
            });
        }
    }

    private void drop(PendingRequest request) {
        all.remove(request.acceptance(), request);
        byInvitation.computeIfPresent(request.invitation(), (invitation, requests) -> {
            requests.remove(request.offset());
            return requests.isEmpty() ? null : requests;
        });
    }

    /** What lies below was not read; undecided requests among it are not known. */
    synchronized void skipped(long below) {
        lostBelow = Math.max(lostBelow, below);
    }

    /** Whether nothing undecided was given up. */
    synchronized boolean isComplete() {
        return lostBelow <= decidedBelow;
    }
}
