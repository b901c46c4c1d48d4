package io.usher.api.acceptances.cache;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The undecided requests of one partition in log order, so that decided ones can be dropped from the front. Requests
 * that this program sent are added before they are read from the log. Decodes nothing: takes requests with the person's
 * hash. Thread-safe.
 */
final class PendingOfPartition {

    /** Whoever asks more often is not shown all of it. */
    static final int MOST_OF_PERSON = 100;

    private final Map<UUID, PendingRequest> all;
    private final Map<UUID, NavigableMap<Long, PendingRequest>> byInvitation;
    private final Map<Integer, List<PendingRequest>> byPerson;
    private final NavigableMap<Long, PendingRequest> undecided = new TreeMap<>();
    private long decidedBelow;
    private long lostBelow;

    /**
     * Keeps its requests in all maps. All requests for one invitation are in one partition.
     *
     * @param all the requests of all partitions, by acceptance
     * @param byInvitation the requests of all partitions, by invitation and offset
     * @param byPerson the requests of all partitions, by {@link PendingRequest#person}
     */
    PendingOfPartition(
            Map<UUID, PendingRequest> all,
            Map<UUID, NavigableMap<Long, PendingRequest>> byInvitation,
            Map<Integer, List<PendingRequest>> byPerson) {
        this.all = all;
        this.byInvitation = byInvitation;
        this.byPerson = byPerson;
    }

    /** Of two requests with the same id, the first one counts. */
    synchronized void acknowledged(PendingRequest request, int limit) {
        if (request.offset() < decidedBelow) {
            return;
        }
        if (all.size() < limit) {
            keep(request);
        } else {
            lostBelow = Math.max(lostBelow, request.offset() + 1);
        }
    }

    /** Whether it is neither decided nor kept already, so that it is worth decoding. */
    synchronized boolean isNew(PendingRequest request) {
        return request.offset() >= decidedBelow && !all.containsKey(request.acceptance());
    }

    /** Drops the oldest request of the partition if there are too many. */
    synchronized void read(PendingRequest request, int limit) {
        if (request.offset() < decidedBelow) {
            return;
        }
        keep(request);
        if (all.size() > limit) {
            PendingRequest oldest = undecided.pollFirstEntry().getValue();
            drop(oldest);
            lostBelow = Math.max(lostBelow, oldest.offset() + 1);
        }
    }

    synchronized void decided(long below) {
        decidedBelow = Math.max(decidedBelow, below);
        forget(undecided.headMap(decidedBelow));
    }

    /** The log was replaced: everything known about the old one is dropped. */
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
            if (request.person() != 0) {
                byPerson.merge(
                        request.person(),
                        List.of(request),
                        (others, one) -> others.size() == MOST_OF_PERSON
                                ? others
                                : Stream.concat(others.stream(), one.stream()).toList());
            }
        }
    }

    private void drop(PendingRequest request) {
        all.remove(request.acceptance(), request);
        byInvitation.computeIfPresent(request.invitation(), (invitation, requests) -> {
            requests.remove(request.offset());
            return requests.isEmpty() ? null : requests;
        });
        byPerson.computeIfPresent(request.person(), (person, requests) -> {
            List<PendingRequest> others =
                    requests.stream().filter(other -> other != request).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** Reports that requests below this offset were not read. Undecided ones among them are unknown. */
    synchronized void skipped(long below) {
        lostBelow = Math.max(lostBelow, below);
    }

    /** Whether no undecided request was dropped or skipped. */
    synchronized boolean isComplete() {
        return lostBelow <= decidedBelow;
    }
}
