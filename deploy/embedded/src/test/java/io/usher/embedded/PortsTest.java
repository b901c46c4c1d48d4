package io.usher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PortsTest {

    /** More than one process has for itself. */
    private static final int MANY = 600;

    @Test
    void noPortIsDrawnTwiceAlthoughNobodyListensThere() {
        assertThat(IntStream.generate(Ports::free).limit(MANY).toArray()).doesNotHaveDuplicates();
    }
}
