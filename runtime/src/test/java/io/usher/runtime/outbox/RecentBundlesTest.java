package io.usher.runtime.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RecentBundlesTest {

    private final RecentBundles recent = new RecentBundles();

    @Test
    void nothingIsKnownAfterClearing() {
        recent.add(1, bundle(10));

        recent.clear();

        assertThat(recent.records()).isEmpty();
    }

    /** Two of five megabytes are more than it keeps. */
    @Test
    void whatWasClearedTakesNoRoom() {
        recent.add(1, bundle(5 << 20));
        recent.clear();

        recent.add(2, bundle(5 << 20));

        assertThat(recent.records()).containsOnlyKeys(2L);
    }

    @Test
    void theOldestLeavesFirst() {
        recent.add(1, bundle(5 << 20));
        recent.add(2, bundle(1 << 20));

        recent.add(3, bundle(5 << 20));

        assertThat(recent.records()).containsOnlyKeys(2L, 3L);
    }

    private static PackedBundle bundle(int bytes) {
        return new PackedBundle(List.of(), bytes, new byte[0]);
    }
}
