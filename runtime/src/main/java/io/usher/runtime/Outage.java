package io.usher.runtime;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import reactor.netty.channel.AbortedException;

/** Whether a failure passes by itself: the database, a broker or the network failed us, not the question that was asked. */
public final class Outage {

    private static final int LONGEST_CHAIN = 20;
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");
    private static final Set<String> PASSING_STATES = Set.of("25P03", "25P04", "55P03");

    private Outage() {}

    /** By what the database says, where it says something, else by the kind of failure. */
    public static boolean isBehind(Throwable failure) {
        return chain(failure)
                .filter(R2dbcException.class::isInstance)
                .map(cause -> ((R2dbcException) cause).getSqlState())
                .filter(state -> state != null && !state.isBlank())
                .findFirst()
                .map(Outage::passes)
                .orElseGet(() -> chain(failure).anyMatch(Outage::passes));
    }

    /** The failure and its root cause: of many an outage the failure says only that something could not be done. */
    public static String describe(Throwable failure) {
        Throwable root = chain(failure).reduce(failure, (outer, inner) -> inner);
        return root == failure ? failure.toString() : "%s, caused by %s".formatted(failure, root);
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(LONGEST_CHAIN);
    }

    /** By the class of the SQLSTATE: connection, resources, operator, rollback; and waits that took too long. */
    private static boolean passes(String sqlState) {
        return PASSING_CLASSES.contains(sqlState.substring(0, Math.min(2, sqlState.length())))
                || PASSING_STATES.contains(sqlState);
    }

    private static boolean passes(Throwable cause) {
        return switch (cause) {
            case TimeoutException timeout -> true;
            case SocketException network -> true;
            case SocketTimeoutException network -> true;
            case UnknownHostException network -> true;
            case ClosedChannelException network -> true;
            case IOException other -> AbortedException.isConnectionReset(other);
            case RetriableException broker -> true;
            case TransientDataAccessException passing -> true;
            case DataAccessResourceFailureException unreachable -> true;
            case CannotCreateTransactionException unreachable -> true;
            case R2dbcTransientException passing -> true;
            case R2dbcNonTransientResourceException unreachable -> true;
            default -> false;
        };
    }
}
