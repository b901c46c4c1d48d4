package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.Refusal.TooMany;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimit<String> limit = new RateLimit<>(new LimitSettings.Rate(2, 10), nanos::get);

    @Test
    void beyondTheBurstTheAnswerSaysWhenToTryAgain() {
        use(10);
        assertThatThrownBy(() -> use(1)).isInstanceOfSatisfying(TooMany.class, problem -> {
            assertThat(problem.code()).isEqualTo("too-many-requests");
            assertThat(problem.retryAfter()).contains(Duration.ofMillis(500));
        });
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        use(2);
        assertThatThrownBy(() -> use(1)).isInstanceOf(Refusal.class);
    }

    @Test
    void eachHasALimitOfTheirOwn() {
        use(10);
        limit.take("other", "");
    }

    private void use(int times) {
        for (int i = 0; i < times; i++) {
            limit.take("one", "");
        }
    }
}
