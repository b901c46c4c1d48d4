package io.usher.api.accepting.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;

/**
 * The undecided requests of one partition. Those read from the log are kept in its order, so that what is decided can
 * be dropped from the front; those acknowledged here are known before they are read. Safe for several threads.
 */
final class PendingLane {

    private final Map<UUID, PendingRequest> all;
    private final Deque<PendingRequest> read = new ArrayDeque<>();
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
            all.putIfAbsent(request.acceptance(), request);
        } else {
            lostBelow = Math.max(lostBelow, request.offset() + 1);
        }
    }

    /** In log order. Where there are too many the oldest of the partition are given up. */
    synchronized void read(PendingRequest request, int most) {
        if (request.offset() < decidedBelow) {
            return;
        }
        PendingRequest known = all.putIfAbsent(request.acceptance(), request);
        read.add(known == null ? request : known);
        if (all.size() > most) {
            PendingRequest oldest = read.remove();
            all.remove(oldest.acceptance(), oldest);
            lostBelow = Math.max(lostBelow, oldest.offset() + 1);
        }
    }

    synchronized void decided(long below) {
        decidedBelow = Math.max(decidedBelow, below);
        while (!read.isEmpty() && read.element().offset() < decidedBelow) {
            PendingRequest decided = read.remove();
            all.remove(decided.acceptance(), decided);
        }
    }

    /** Whether nothing undecided was given up. */
    synchronized boolean isComplete() {
        return lostBelow <= decidedBelow;
    }
}
