package io.usher.api.http.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request with an RFC 9457 answer. Carries no stack trace: it tells the caller about the request, not us about
 * a bug.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    private Problem(int status, String code, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** Any other answer than those below. */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), null);
    }

    /** 400: the request cannot be read. */
    public static Problem malformed(String detail, List<FieldError> errors) {
        return new Problem(400, "malformed", detail, errors, null);
    }

    /** 400: fields hold what they must not. */
    public static Problem badRequest(List<FieldError> errors) {
        return new Problem(400, "invalid", "Some fields are not valid.", errors, null);
    }

    public static Problem badRequest(String field, String message) {
        return badRequest(List.of(new FieldError(field, message)));
    }

    /** 401. */
    public static Problem unauthorized(String detail) {
        return of(401, "unauthorized", detail);
    }

    /** 403: within the caller's own organization, where the existence of things is no secret. */
    public static Problem forbidden(String detail) {
        return of(403, "forbidden", detail);
    }

    /** 403: the caller would give away more than they hold. */
    public static Problem exceedsOwnScopes(List<FieldError> errors) {
        return new Problem(403, "exceeds-own-scopes", "Nobody grants more than they hold.", errors, null);
    }

    /** 404: there is no such thing, or it is another organization's. */
    public static Problem notFound() {
        return of(404, "not-found", "There is nothing here.");
    }

    /** 409: not in the present state of things. */
    public static Problem conflict(String code, String detail) {
        return of(409, code, detail);
    }

    /** 412: the thing was changed in between. */
    public static Problem changedMeanwhile(String detail) {
        return of(412, "version-mismatch", detail);
    }

    /** 413. */
    public static Problem tooLarge() {
        return of(413, "too-large", "The body is larger than 1 MB.");
    }

    /** 422: well-formed, but a rule forbids it. */
    public static Problem unprocessable(String code, String detail, List<FieldError> errors) {
        return new Problem(422, code, detail, errors, null);
    }

    /** 429: more than the caller's share. */
    public static Problem tooManyRequests(String detail, Duration retryAfter) {
        return new Problem(429, "too-many-requests", detail, List.of(), retryAfter);
    }

    /** 503: a system that is needed for the answer cannot be reached. */
    public static Problem unavailable(Duration retryAfter) {
        return new Problem(
                503,
                "unavailable",
                "The request could not be served. It had no effect; try again.",
                List.of(),
                retryAfter);
    }

    /** 503, where more is to be said than {@link #unavailable(Duration)} does. */
    public static Problem unavailable(String code, String detail, Duration retryAfter) {
        return new Problem(503, code, detail, List.of(), retryAfter);
    }

    public int status() {
        return status;
    }

    /** Stable and in kebab-case: what programs may decide by. */
    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
