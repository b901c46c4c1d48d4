package io.usher.api.acceptances.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.acceptances.asking.SeatRequest;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.PlainLine;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who asks for a seat. */
@Schema(name = "AcceptanceRequest")
record SeatRequestBody(
        @Schema(
                description = "The caller vouches for it",
                requiredMode = Schema.RequiredMode.REQUIRED,
                example = "ada@example.com")
        @Nullable String email,

        @Schema(
                description =
                        "Without `firstName` and `lastName`, a person who was invited by name has the names of their"
                                + " account, or else those that were given with the invitation",
                maxLength = MAX_NAME)
        @Nullable String firstName,

        @Schema(maxLength = MAX_NAME) @Nullable String lastName) {

    private static final int MAX_NAME = 255;

    /** Ends the request with 400 if a field holds what it must not. */
    SeatRequest toRequest(String invitation, @Nullable String idempotencyKey, Duration patience) {
        List<FieldError> errors = new ArrayList<>();
        Optional<EmailAddress> address = Optional.ofNullable(email).flatMap(EmailAddress::parse);
        if (address.isEmpty()) {
            errors.add(new FieldError("email", email == null ? "is required" : "is not an e-mail address"));
        }
        String first = strippedOrNull(firstName);
        String last = strippedOrNull(lastName);
        check("firstName", first, errors);
        check("lastName", last, errors);
        if (address.isEmpty() || !errors.isEmpty()) {
            throw Refusal.invalid(errors);
        }
        return new SeatRequest(invitation, address.get(), first, last, idempotencyKey, patience);
    }

    private static void check(String field, @Nullable String name, List<FieldError> errors) {
        if (name != null && name.codePointCount(0, name.length()) > MAX_NAME) {
            errors.add(new FieldError(field, "must have at most " + MAX_NAME + " characters"));
        } else if (name != null && !PlainLine.test(name)) {
            errors.add(new FieldError(field, PlainLine.RULE));
        }
    }

    private static @Nullable String strippedOrNull(@Nullable String name) {
        return name == null || name.isBlank() ? null : name.strip();
    }
}
