package io.usher.api.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import reactor.netty.channel.AbortedException;

class FailuresTest {

    static Stream<Throwable> outages() {
        return Stream.of(
                new ConnectException("refused"),
                new SocketTimeoutException("late"),
                new UnknownHostException("nowhere"),
                new IllegalStateException("wrapped", new ClosedChannelException()),
                new IllegalStateException("wrapped", new IOException("Broken pipe")),
                new TimeoutException("late"),
                new R2dbcTimeoutException("late"),
                new CannotCreateTransactionException("none", new R2dbcNonTransientResourceException("closed")),
                new DataAccessResourceFailureException("lost"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageIsToBeTriedAgain(Throwable outage) {
        Problem problem = Failures.problemOf(outage);

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfter()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53300", "55P03", "57014", "57P01", "25P03"})
    void theDatabaseSaysWhetherItPasses(String sqlState) {
        Throwable wrapped = new DataAccessResourceFailureException(
                "wrapped", new R2dbcNonTransientResourceException("reason", sqlState));

        assertThat(Failures.problemOf(wrapped).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"54000", "0A000", "XX000", "2200X"})
    void whatTheDatabaseCannotDoIsABugWhateverItsType(String sqlState) {
        Throwable wrapped = new DataAccessResourceFailureException(
                "wrapped", new R2dbcNonTransientResourceException("reason", sqlState));

        assertThat(Failures.problemOf(wrapped).status()).isEqualTo(500);
    }

    @Test
    void aCallerWhoIsGoneIsNeitherAnOutageNorABug() {
        for (Throwable gone : new Throwable[] {
            new AbortedException("Connection has been closed"), new IOException("Connection reset by peer")
        }) {
            assertThat(Failures.problemOf(gone).status()).isEqualTo(400);
        }
    }

    @Test
    void whatIsUnknownIsABugAndSaysNothing() {
        for (Throwable bug : new Throwable[] {
            new IllegalStateException("secret inside"),
            new IOException("secret inside"),
            new FileNotFoundException("secret file"),
            new UncheckedIOException(new NoSuchFileException("secret file")),
            new R2dbcBadGrammarException("secret sql", "42601"),
            new R2dbcPermissionDeniedException("secret table", "42501")
        }) {
            assertThat(Failures.problemOf(bug).status()).isEqualTo(500);
            assertThat(Failures.problemOf(bug).detail()).doesNotContain("secret");
        }
    }
}
