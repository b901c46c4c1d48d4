package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class PartsTest {

    private final Queue<String> stopped = new ConcurrentLinkedQueue<>();
    private final Parts parts = new Parts();

    @Test
    void partsStartInParallel() {
        CountDownLatch both = new CountDownLatch(2);
        for (String name : new String[] {"one", "another"}) {
            var unused = parts.begin(name, () -> {
                both.countDown();
                both.await();
                return () -> stopped.add(name);
            });
        }

        parts.await();

        parts.close();
        assertThat(stopped).containsExactlyInAnyOrder("one", "another");
    }

    @Test
    void ifOnePartDoesNotStartTheOthersAreStopped() {
        var good = parts.begin("good", () -> () -> stopped.add("good"));
        var bad = parts.<AutoCloseable>begin("bad", () -> {
            throw new IllegalStateException("first line\nsecond line");
        });

        assertThatExceptionOfType(RefusedStartException.class)
                .isThrownBy(parts::await)
                .withMessage("bad: not started: first line");
        assertThat(good).isCompleted();
        assertThat(bad).isCompletedExceptionally();
        parts.close();
        assertThat(stopped).containsExactly("good");
    }

    @Test
    void aPartThatDoesNotStopDoesNotKeepOthersFromStopping() {
        var bad = parts.<AutoCloseable>begin("bad", () -> () -> {
            throw new IllegalStateException("stuck");
        });
        var good = parts.begin("good", () -> () -> stopped.add("good"));
        parts.await();

        parts.close();

        assertThat(bad).isCompleted();
        assertThat(good).isCompleted();
        assertThat(stopped).containsExactly("good");
    }

    @Test
    void aPartThatIsStillStartingIsAwaitedAndStopped() {
        CountDownLatch closing = new CountDownLatch(1);
        var slow = parts.begin("slow", () -> {
            closing.await();
            return () -> stopped.add("slow");
        });
        Thread.ofVirtual().start(closing::countDown);

        parts.close();

        assertThat(slow).isCompleted();
        assertThat(stopped).containsExactly("slow");
    }
}
