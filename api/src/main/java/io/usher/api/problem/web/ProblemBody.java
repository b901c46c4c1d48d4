package io.usher.api.problem.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.problem.FieldError;
import io.usher.api.problem.Problem;
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

        @Schema(description = "Stable and in kebab-case: what programs may decide by", example = "invalid")
        String code,

        @Schema(description = "For people", example = "Some fields are not valid.")
        String detail,

        @Schema(description = "The fields at fault") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<FieldError> errors) {

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
