package io.usher.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutageTest {

    static Stream<Throwable> failuresOfTheNetwork() {
        return Stream.of(
                new ConnectException("refused"),
                new UncheckedIOException(new UnknownHostException("nowhere")),
                new ClosedChannelException(),
                new TimeoutException("late"));
    }

    @ParameterizedTest
    @MethodSource("failuresOfTheNetwork")
    void theNetworkComesBack(Throwable failure) {
        assertThat(Outage.isBehind(failure)).isTrue();
    }

    static Stream<Throwable> bugs() {
        return Stream.of(
                new IllegalStateException("bug"),
                new IOException("unreadable"),
                new FileNotFoundException("template"),
                new UncheckedIOException(new NoSuchFileException("template")));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aFileThatIsMissingStaysMissing(Throwable failure) {
        assertThat(Outage.isBehind(failure)).isFalse();
    }

    @Test
    void itsDescriptionNamesTheCauseThatPasses() {
        TimeoutException late = new TimeoutException("no connection within 3000 ms");

        assertThat(Outage.describe(late)).isEqualTo(late.toString());
        assertThat(Outage.describe(new IllegalStateException("no transaction", new IOException("wrapped", late))))
                .isEqualTo("java.lang.IllegalStateException: no transaction, caused by " + late);
    }
}
