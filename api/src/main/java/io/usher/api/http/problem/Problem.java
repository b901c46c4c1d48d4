package io.usher.api.http.problem;

import io.usher.api.http.problem.Refusal.AgainstRule;
import io.usher.api.http.problem.Refusal.ChangedMeanwhile;
import io.usher.api.http.problem.Refusal.Conflict;
import io.usher.api.http.problem.Refusal.Forbidden;
import io.usher.api.http.problem.Refusal.Invalid;
import io.usher.api.http.problem.Refusal.NotFound;
import io.usher.api.http.problem.Refusal.TooLarge;
import io.usher.api.http.problem.Refusal.TooMany;
import io.usher.api.http.problem.Refusal.Unauthorized;
import io.usher.api.http.problem.Refusal.Unavailable;
import io.usher.api.http.problem.Refusal.Unsupported;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure in terms of HTTP, before it is written as a document (RFC 9457). */
public record Problem(
        int status,
        String code,
        String detail,
        List<FieldError> errors,
        @Nullable Duration retryAfter) {

    /** What each refusal is to HTTP. */
    public static Problem of(Refusal refusal) {
        return new Problem(
                status(refusal),
                refusal.code(),
                refusal.detail(),
                refusal.errors(),
                refusal.retryAfter().orElse(null));
    }

    /** What is no refusal: a failure of HTTP itself, or of this program. */
    static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), null);
    }

    private static int status(Refusal refusal) {
        return switch (refusal) {
            case Invalid invalid -> 400;
            case Unauthorized unauthorized -> 401;
            case Forbidden forbidden -> 403;
            case NotFound notFound -> 404;
            case Conflict conflict -> 409;
            case ChangedMeanwhile changed -> 412;
            case TooLarge tooLarge -> 413;
            case Unsupported unsupported -> 415;
            case AgainstRule againstRule -> 422;
            case TooMany tooMany -> 429;
            case Unavailable unavailable -> 503;
        };
    }
}
