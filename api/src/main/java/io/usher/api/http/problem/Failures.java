package io.usher.api.http.problem;

import static java.util.stream.Collectors.joining;

import io.usher.runtime.Outage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.netty.channel.AbortedException;

/** Decides what each failure means for the caller: whose fault it is, and whether trying again may help. */
final class Failures {

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(2);

    private Failures() {}

    static Problem problemOf(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> Problem.of(refusal);
            case ServerWebInputException input -> ofInput(input);
            case CodecException codec -> ofBody(codec);
            case UnsupportedMediaTypeStatusException media ->
                Problem.of(415, "unsupported-media-type", "This takes " + joined(media.getSupportedMediaTypes()) + ".");
            case NotAcceptableStatusException media ->
                Problem.of(406, "not-acceptable", "This is served as " + joined(media.getSupportedMediaTypes()) + ".");
            case AbortedException gone -> hungUp();
            case IOException network -> AbortedException.isConnectionReset(network) ? hungUp() : ofOther(network);
            case ErrorResponse answered -> ofStatus(answered.getStatusCode().value());
            default -> ofOther(failure);
        };
    }

    private static Problem ofOther(Throwable failure) {
        return Outage.isBehind(failure)
                ? Problem.of(Refusal.unavailable(TRY_AGAIN_AFTER))
                : Problem.of(500, "internal", "Something went wrong here. It was recorded.");
    }

    /** A caller who is gone reads no answer; nobody is to look into what they did. */
    private static Problem hungUp() {
        return Problem.of(400, "incomplete", "The connection was closed before the request had arrived.");
    }

    private static Problem ofInput(ServerWebInputException input) {
        if (input instanceof MissingRequestValueException missing) {
            return Problem.of(Refusal.invalid(missing.getName(), "is required"));
        }
        // As WebFlux says it; the cause is that of any body that cannot be read.
        if ("No request body".equals(input.getReason())) {
            return Problem.of(Refusal.malformed("The request has no body.", List.of()));
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
                ? Problem.of(Refusal.malformed("The request has no body that could be read.", List.of()))
                : Problem.of(Refusal.invalid(parameter, "is not valid"));
    }

    private static Problem ofBody(Throwable unreadable) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return Problem.of(refusal);
            }
            if (cause instanceof DataBufferLimitException) {
                return ofStatus(413);
            }
            if (cause instanceof tools.jackson.core.JacksonException json) {
                return Problem.of(UnreadableJson.refusalOf(json));
            }
        }
        return Problem.of(Refusal.malformed("The body cannot be read.", List.of()));
    }

    static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.of(Refusal.notFound());
            case 405 -> Problem.of(405, "method-not-allowed", "This path does not take this method.");
            case 400 -> Problem.of(Refusal.malformed("The request is not acceptable as HTTP.", List.of()));
            case 408 -> Problem.of(408, "body-timeout", "The body of the request has not arrived in time.");
            case 413 -> Problem.of(Refusal.tooLarge());
            case 414 -> Problem.of(414, "uri-too-long", "The first line of the request is longer than 4096 bytes.");
            case 431 -> Problem.of(431, "headers-too-large", "The headers of the request are longer than 8192 bytes.");
            default -> Problem.of(status, codeOf(status), "The request was not served.");
        };
    }

    private static String joined(List<MediaType> supported) {
        return supported.isEmpty()
                ? MediaType.APPLICATION_JSON_VALUE
                : supported.stream().map(MediaType::toString).collect(joining(" or "));
    }

    private static String codeOf(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null
                ? "status-" + status
                : known.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
