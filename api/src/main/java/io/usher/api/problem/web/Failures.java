package io.usher.api.problem.web;

import static java.util.stream.Collectors.joining;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import io.usher.api.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;

/** Decides what each failure means for the caller: whose fault it is, and whether trying again may help. */
final class Failures {

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(2);
    private static final int LONGEST_CHAIN = 20;
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");
    private static final Set<String> PASSING_STATES = Set.of("25P03", "25P04", "55P03");

    private Failures() {}

    static Problem problemOf(Throwable failure) {
        return switch (failure) {
            case Problem problem -> problem;
            case ServerWebInputException input -> ofInput(input);
            case CodecException codec -> ofBody(codec);
            case UnsupportedMediaTypeStatusException media -> ofMediaType(media.getSupportedMediaTypes());
            case ErrorResponse answered -> ofStatus(answered.getStatusCode().value());
            default ->
                isOutage(failure)
                        ? Problem.unavailable(TRY_AGAIN_AFTER)
                        : Problem.of(500, "internal", "Something went wrong here. It was recorded.");
        };
    }

    private static Problem ofInput(ServerWebInputException input) {
        if (input instanceof MissingRequestValueException missing) {
            return Problem.badRequest(missing.getName(), "is required");
        }
        for (Throwable cause = input.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CodecException || cause instanceof DataBufferLimitException) {
                return ofBody(cause);
            }
        }
        String parameter = input.getMethodParameter() == null
                ? null
                : input.getMethodParameter().getParameterName();
        return parameter == null || input.getCause() == null
                ? Problem.malformed("The request has no body that could be read.", List.of())
                : Problem.badRequest(parameter, "is not valid");
    }

    private static Problem ofBody(Throwable unreadable) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof DataBufferLimitException) {
                return ofStatus(413);
            }
            if (cause instanceof tools.jackson.core.JacksonException json) {
                return UnreadableJson.problemOf(json);
            }
        }
        return Problem.malformed("The body cannot be read.", List.of());
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.notFound();
            case 405 -> Problem.of(405, "method-not-allowed", "This path does not take this method.");
            case 406 -> Problem.of(406, "not-acceptable", "This is served as application/json.");
            case 413 -> Problem.of(413, "too-large", "The body is larger than 1 MB.");
            default -> Problem.of(status, codeOf(status), "The request was not served.");
        };
    }

    private static Problem ofMediaType(List<MediaType> supported) {
        String taken = supported.isEmpty()
                ? MediaType.APPLICATION_JSON_VALUE
                : supported.stream().map(MediaType::toString).collect(joining(" or "));
        return Problem.of(415, "unsupported-media-type", "This takes " + taken + ".");
    }

    private static String codeOf(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null
                ? "status-" + status
                : known.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the database or the network failed us in a way that passes. */
    private static boolean isOutage(Throwable failure) {
        return chain(failure)
                .filter(R2dbcException.class::isInstance)
                .map(cause -> ((R2dbcException) cause).getSqlState())
                .filter(state -> state != null && !state.isBlank())
                .findFirst()
                .map(Failures::passes)
                .orElseGet(() -> chain(failure).anyMatch(Failures::passes));
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
            case IOException network -> true;
            case TransientDataAccessException passing -> true;
            case DataAccessResourceFailureException unreachable -> true;
            case CannotCreateTransactionException unreachable -> true;
            case R2dbcTransientException passing -> true;
            case R2dbcNonTransientResourceException unreachable -> true;
            default -> false;
        };
    }
}
