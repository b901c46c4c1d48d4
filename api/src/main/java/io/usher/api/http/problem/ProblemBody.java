package io.usher.api.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.springframework.http.HttpStatus;

/** The answer to a request that was not served (RFC 9457). */
@Schema(name = "Problem")
public record ProblemBody(
        @Schema(description = "Always about:blank: the code tells problems apart", example = "about:blank")
        String type,

        @Schema(description = "The HTTP status in words", example = "Bad Request")
        String title,

        @Schema(example = "400") int status,

        @Schema(description = "Stable and in kebab-case: what programs may decide by. " + CODES, example = "invalid")
        String code,

        @Schema(description = "For people", example = "Some fields are not valid.")
        String detail,

        @Schema(description = "The fields at fault") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<FieldError> errors) {

    private static final String CODES =
            "400 malformed, invalid, incomplete; 401 unauthorized, token-expired, token-invalid; 403 forbidden, exceeds-own-scopes, sign-in-again, rights-ended; 404 not-found,"
                    + " invitation-deleted; 405 method-not-allowed; 406 not-acceptable; 408 body-timeout; 409"
                    + " name-taken, slug-taken, import-ended, role-built-in, unit-not-empty, last-admin, not-withdrawable, not-a-member, no-such-grantable, no-longer-held, dead-letter-not-waiting, dead-letter-truncated, accepted, waitlisted, cancelled, declined, expired, suppressed, and of requests for a seat invitation-disabled,"
                    + " invitation-not-open, invitation-expired, invitation-deleted, not-invited, invitee-cancelled, quota-full,"
                    + " no-seats-left, email-unverified; 412 version-mismatch; 413 too-large; 414 uri-too-long; 415"
                    + " unsupported-media-type, unsupported-encoding; 422 idempotency-key-reused, not-csv, not-a-delivery-report,"
                    + " unknown-role, unknown-team,"
                    + " unknown-unit, unknown-group, unknown-course, unit-within-itself, role-not-in-plan, too-many-grants, in-the-past, invitation-too-large, dead-letter-too-large; 429"
                    + " too-many-requests, resend-limit, too-many-imports; 431 headers-too-large; 500 internal; 503 unavailable, overloaded";

    public static ProblemBody from(Problem problem) {
        HttpStatus status = HttpStatus.resolve(problem.status());
        return new ProblemBody(
                "about:blank",
                status == null ? "Error" : status.getReasonPhrase(),
                problem.status(),
                problem.code(),
                problem.detail(),
                problem.errors());
    }
}
