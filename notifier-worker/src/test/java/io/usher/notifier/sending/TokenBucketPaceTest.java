package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TokenBucketPaceTest {

    private static final TimeMeter STOPPED = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return 0;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    @Test
    void mailsOverThePaceGetConsecutiveTurns() {
        TokenBucketPace pace = new TokenBucketPace(10, STOPPED);

        List<Duration> turns =
                Stream.generate(() -> pace.nextTurn("example.com")).limit(40).toList();

        assertThat(turns.subList(0, 10)).containsOnly(Duration.ZERO);
        assertThat(turns.subList(10, 40)).isSorted();
        assertThat(turns.getLast()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void domainsDoNotWaitForEachOther() {
        TokenBucketPace pace = new TokenBucketPace(1, STOPPED);
        assertThat(pace.nextTurn("example.com")).isZero();
        assertThat(pace.nextTurn("example.com")).isPositive();

        assertThat(pace.nextTurn("example.org")).isZero();
    }

    @Test
    void withoutAPaceNoMailWaits() {
        TokenBucketPace pace = new TokenBucketPace(0, STOPPED);

        assertThat(Stream.generate(() -> pace.nextTurn("example.com")).limit(10_000))
                .containsOnly(Duration.ZERO);
    }
}
