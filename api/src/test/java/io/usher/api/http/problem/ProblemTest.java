package io.usher.api.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {

    private static final Duration SOON = Duration.ofSeconds(1);

    static List<Arguments> refusals() {
        return List.of(
                Arguments.of(Refusal.malformed("x", List.of()), 400),
                Arguments.of(Refusal.invalid("x", "x"), 400),
                Arguments.of(Refusal.unauthorized("x"), 401),
                Arguments.of(Refusal.forbidden("x"), 403),
                Arguments.of(Refusal.exceedsOwnScopes(List.of()), 403),
                Arguments.of(Refusal.notFound(), 404),
                Arguments.of(Refusal.conflict("x", "x"), 409),
                Arguments.of(Refusal.changedMeanwhile("x"), 412),
                Arguments.of(Refusal.tooLarge(), 413),
                Arguments.of(Refusal.unsupported("x", "x"), 415),
                Arguments.of(Refusal.againstRule("x", "x", List.of()), 422),
                Arguments.of(Refusal.tooManyRequests("x", SOON), 429),
                Arguments.of(Refusal.unavailable(SOON), 503));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void everyRefusalHasItsStatus(Refusal refusal, int status) {
        Problem problem = Problem.of(refusal);

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.code()).isEqualTo(refusal.code());
        assertThat(problem.retryAfter()).isEqualTo(refusal.retryAfter().orElse(null));
    }
}
