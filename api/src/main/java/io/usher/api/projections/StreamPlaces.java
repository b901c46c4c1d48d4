package io.usher.api.projections;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many streams this instance has open. Thread-safe. */
final class StreamPlaces {

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(10);

    private final int most;
    private final int mostOfTenant;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> byTenant = new ConcurrentHashMap<>();

    /**
     * @param most at the same time
     * @param mostOfTenant of them for the same {@link Caller#tenant}
     */
    StreamPlaces(int most, int mostOfTenant) {
        this.most = most;
        this.mostOfTenant = mostOfTenant;
    }

    /** A stream's place, until it is given back. */
    record Place(String tenant) {}

    /** Ends the request with 503 if all places are taken, with 429 if the caller has all of theirs. */
    Place take(Caller caller) {
        Place place = new Place(caller.tenant());
        boolean room = count.incrementAndGet() <= most;
        boolean roomOfTenant = byTenant.merge(place.tenant(), 1, Integer::sum) <= mostOfTenant;
        if (room && roomOfTenant) {
            return place;
        }
        giveBack(place);
        throw room
                ? Refusal.tooManyRequests("Too many streams are open with your keys.", TRY_AGAIN_AFTER)
                : Refusal.unavailable(TRY_AGAIN_AFTER);
    }

    void giveBack(Place place) {
        count.decrementAndGet();
        byTenant.computeIfPresent(place.tenant(), (same, places) -> places == 1 ? null : places - 1);
    }

    int taken() {
        return count.get();
    }
}
