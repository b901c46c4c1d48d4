package io.usher.api.accepting.kafka;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The undecided requests of one partition in the order of the log, so that what is decided can be dropped from the
 * front; those acknowledged here are known before they are read. Safe for several threads.
 */
final class PendingLane {

    private final Map<UUID, PendingRequest> all;
    private final NavigableMap<Long, PendingRequest> undecided = new TreeMap<>();
    private long decidedBelow;
    private long lostBelow;

    /** @param all of all lanes, by acceptance; the lane keeps its own in there */
    PendingLane(Map<UUID, PendingRequest> all) {
        this.all = all;
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

    /** Where there are too many the oldest of the partition are given up. */
    synchronized void read(PendingRequest request, int most) {
        if (request.offset() < decidedBelow) {
            return;
        }
        keep(request);
        if (all.size() > most) {
            PendingRequest oldest = undecided.pollFirstEntry().getValue();
            all.remove(oldest.acceptance(), oldest);
            lostBelow = Math.max(lostBelow, oldest.offset() + 1);
        }
    }

    synchronized void decided(long below) {
        decidedBelow = Math.max(decidedBelow, below);
        Map<Long, PendingRequest> decided = undecided.headMap(decidedBelow);
        decided.values().forEach(request -> all.remove(request.acceptance(), request));
        decided.clear();
    }

    private void keep(PendingRequest request) {
        if (all.putIfAbsent(request.acceptance(), request) == null) {
            undecided.put(request.offset(), request);
        }
    }

    /** Whether nothing undecided was given up. */
    synchronized boolean isComplete() {
        return lostBelow <= decidedBelow;
    }
}
