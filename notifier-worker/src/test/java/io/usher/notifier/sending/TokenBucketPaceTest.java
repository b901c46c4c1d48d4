package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TokenBucketPaceTest {

    @Test
    void mailsOverThePaceGetConsecutiveTurns() {
        TokenBucketPace pace = new TokenBucketPace(10);

        List<Duration> turns =
                Stream.generate(() -> pace.nextTurn("example.com")).limit(40).toList();

        assertThat(turns.subList(0, 10)).containsOnly(Duration.ZERO);
        assertThat(turns.subList(10, 40)).isSorted();
        assertThat(turns.getLast()).isBetween(Duration.ofMillis(2_000), Duration.ofMillis(3_000));
    }

    @Test
    void domainsDoNotWaitForEachOther() {
        TokenBucketPace pace = new TokenBucketPace(1);
        assertThat(pace.nextTurn("example.com")).isZero();
        assertThat(pace.nextTurn("example.com")).isPositive();

        assertThat(pace.nextTurn("example.org")).isZero();
    }

    @Test
    void withoutAPaceNoMailWaits() {
        TokenBucketPace pace = new TokenBucketPace(0);

        assertThat(Stream.generate(() -> pace.nextTurn("example.com")).limit(10_000))
                .containsOnly(Duration.ZERO);
    }
}
