package io.usher.runtime.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BatchLimitTest {

    private final BatchLimit limit = new BatchLimit();

    @Test
    void aBatchIsHalvedByEachTimeoutDownToOneBundle() {
        limit.timedOut();
        assertThat(limit.bundles()).isEqualTo(250);
        assertThat(limit.bytes()).isEqualTo(512 * 1024);
        for (int i = 0; i < 20; i++) {
            limit.timedOut();
        }
        assertThat(limit.bundles()).isOne();
        assertThat(limit.bytes()).isPositive();
    }

    @Test
    void aBatchGrowsBackToTheMost() {
        limit.timedOut();
        limit.timedOut();
        limit.succeeded();
        assertThat(limit.bundles()).isEqualTo(250);
        limit.succeeded();
        limit.succeeded();
        assertThat(limit.bundles()).isEqualTo(500);
        assertThat(limit.bytes()).isEqualTo(1024 * 1024);
    }
}
