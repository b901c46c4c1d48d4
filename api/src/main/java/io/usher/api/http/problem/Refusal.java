package io.usher.api.http.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Why a request is not served: a reason, for use cases to give and to decide by, which {@link Problem} puts into terms of
 * HTTP. Carries no stack trace: it tells the caller about the request, not us about a bug.
 */
public abstract sealed class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The idempotency key was used for another request. */
    public static final Refusal KEY_REUSED = Refusal.againstRule(
            "idempotency-key-reused",
            "This idempotency key was used for another request in the last 24 hours.",
            List.of());

    private final String code;
    private final transient List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    private Refusal(String code, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** The request cannot be read. */
    public static Refusal malformed(String detail, List<FieldError> errors) {
        return new Invalid("malformed", detail, errors);
    }

    /** Fields hold what they must not. */
    public static Refusal invalid(List<FieldError> errors) {
        return new Invalid("invalid", "Some fields are not valid.", errors);
    }

    public static Refusal invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** Nobody knows who the caller is. */
    public static Refusal unauthorized(String detail) {
        return unauthorized("unauthorized", detail);
    }

    public static Refusal unauthorized(String code, String detail) {
        return new Unauthorized(code, detail);
    }

    /** The caller's rights do not suffice, within their own organization, where the existence of things is no secret. */
    public static Refusal forbidden(String detail) {
        return new Forbidden("forbidden", detail, List.of());
    }

    /** This takes somebody who has shown lately who they are. */
    public static Refusal signInAgain() {
        return new Forbidden("sign-in-again", "This takes a sign-in within the last 15 minutes.", List.of());
    }

    /** Whoever asked for something that takes long may do it no more. */
    public static Refusal rightsEnded() {
        return new Forbidden(
                "rights-ended",
                "Whoever sent the file may not go on with it any more. Whoever may sends it again.",
                List.of());
    }

    /** The caller would grant more than they hold. */
    public static Refusal exceedsOwnScopes(List<FieldError> errors) {
        return new Forbidden("exceeds-own-scopes", "Nobody grants more than they hold.", errors);
    }

    /** The caller would change somebody who holds more than they do. */
    public static Refusal exceedsOwnScopes(FieldError error) {
        return new Forbidden(
                "exceeds-own-scopes", "Nobody changes a member who holds more than they do.", List.of(error));
    }

    /** There is no such thing, or it is another organization's. */
    public static Refusal notFound() {
        return notFound("not-found", "Not found.");
    }

    public static Refusal notFound(String code, String detail) {
        return new NotFound(code, detail);
    }

    /** Not in the present state of things. */
    public static Refusal conflict(String code, String detail) {
        return new Conflict(code, detail);
    }

    /** The thing was changed since the caller read it. */
    public static Refusal changedMeanwhile(String detail) {
        return new ChangedMeanwhile("version-mismatch", detail);
    }

    public static Refusal tooLarge() {
        return tooLarge("The body is larger than 1 MB.");
    }

    /** The file is larger than that. */
    public static Refusal tooLarge(DataSize largest) {
        return tooLarge("The file is larger than %d MB.".formatted(largest.toMegabytes()));
    }

    public static Refusal tooLarge(String detail) {
        return new TooLarge("too-large", detail);
    }

    /** The body has a form that is not taken. */
    public static Refusal unsupported(String code, String detail) {
        return new Unsupported(code, detail);
    }

    /** Well-formed, but a rule forbids it. */
    public static Refusal againstRule(String code, String detail, List<FieldError> errors) {
        return new AgainstRule(code, detail, errors);
    }

    /** More than the caller's share. */
    public static Refusal tooManyRequests(String detail, Duration retryAfter) {
        return new TooMany("too-many-requests", detail, retryAfter);
    }

    /** More than may be asked for of one thing, whoever asks. */
    public static Refusal limited(String code, String detail, Duration retryAfter) {
        return new TooMany(code, detail, retryAfter);
    }

    /** A system that is needed for the answer cannot be reached. */
    public static Refusal unavailable(Duration retryAfter) {
        return unavailable("unavailable", "The request could not be served. It had no effect; try again.", retryAfter);
    }

    /** If more is to be said than {@link #unavailable(Duration)} does. */
    public static Refusal unavailable(String code, String detail, Duration retryAfter) {
        return new Unavailable(code, detail, retryAfter);
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

    /** When the same request may succeed; empty if it will not by itself. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public static final class Invalid extends Refusal {
        private static final long serialVersionUID = 1L;

        private Invalid(String code, String detail, List<FieldError> errors) {
            super(code, detail, errors, null);
        }
    }

    public static final class Unauthorized extends Refusal {
        private static final long serialVersionUID = 1L;

        private Unauthorized(String code, String detail) {
            super(code, detail, List.of(), null);
        }
    }

    public static final class Forbidden extends Refusal {
        private static final long serialVersionUID = 1L;

        private Forbidden(String code, String detail, List<FieldError> errors) {
            super(code, detail, errors, null);
        }
    }

    public static final class NotFound extends Refusal {
        private static final long serialVersionUID = 1L;

        private NotFound(String code, String detail) {
            super(code, detail, List.of(), null);
        }
    }

    public static final class Conflict extends Refusal {
        private static final long serialVersionUID = 1L;

        private Conflict(String code, String detail) {
            super(code, detail, List.of(), null);
        }
    }

    public static final class ChangedMeanwhile extends Refusal {
        private static final long serialVersionUID = 1L;

        private ChangedMeanwhile(String code, String detail) {
            super(code, detail, List.of(), null);
        }
    }

    public static final class TooLarge extends Refusal {
        private static final long serialVersionUID = 1L;

        private TooLarge(String code, String detail) {
            super(code, detail, List.of(), null);
        }
    }

    public static final class Unsupported extends Refusal {
        private static final long serialVersionUID = 1L;

        private Unsupported(String code, String detail) {
            super(code, detail, List.of(), null);
        }
    }

    public static final class AgainstRule extends Refusal {
        private static final long serialVersionUID = 1L;

        private AgainstRule(String code, String detail, List<FieldError> errors) {
            super(code, detail, errors, null);
        }
    }

    public static final class TooMany extends Refusal {
        private static final long serialVersionUID = 1L;

        private TooMany(String code, String detail, Duration retryAfter) {
            super(code, detail, List.of(), retryAfter);
        }
    }

    public static final class Unavailable extends Refusal {
        private static final long serialVersionUID = 1L;

        private Unavailable(String code, String detail, Duration retryAfter) {
            super(code, detail, List.of(), retryAfter);
        }
    }
}
