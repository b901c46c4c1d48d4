package io.usher.api.pages.landing;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What changes of an invitation's page while somebody looks at it.
 *
 * @param now when this was so; by it pages know the time
 */
record LiveSeats(
        Instant now,
        String state,
        String then,
        @Nullable Instant opensAt,
        @Nullable Integer seats) {

    /** @param page null = it was deleted */
    static LiveSeats of(@Nullable LandingPage page, Instant now) {
        return page == null
                ? new LiveSeats(now, LandingPage.DELETED, LandingPage.DELETED, null, null)
                : new LiveSeats(now, page.state(), page.then(), page.opensAt(), page.seats());
    }

    /** Whether one can join as before, however many seats are left. */
    boolean isLike(LiveSeats other) {
        return state.equals(other.state) && Objects.equals(opensAt, other.opensAt);
    }
}
