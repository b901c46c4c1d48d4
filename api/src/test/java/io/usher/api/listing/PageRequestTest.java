package io.usher.api.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.problem.FieldError;
import io.usher.api.problem.Problem;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

    private static final UUID FIRST = new UUID(1, 2);
    private static final UUID SECOND = new UUID(-3, 4);

    @Test
    void aPageThatIsNotTheLastLeadsToTheNext() {
        Page<UUID> page = PageRequest.of(1, null).page(List.of(FIRST, SECOND), Function.identity());

        assertThat(page.items()).containsExactly(FIRST);
        assertThat(PageRequest.of(1, page.next()).after()).isEqualTo(FIRST);
    }

    @Test
    void theLastPageLeadsNowhere() {
        assertThat(PageRequest.of(2, null)
                        .page(List.of(FIRST, SECOND), Function.identity())
                        .next())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 201, Integer.MAX_VALUE})
    void aLimitOutOfBoundsIsRefused(int limit) {
        assertThatThrownBy(() -> PageRequest.of(limit, null))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldError::field)
                                .containsExactly("limit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "!", "AAAAAAAAAAAAAAAAAAAAAAAA", "%00"})
    void aCursorThatWasNeverGivenIsRefused(String cursor) {
        assertThatThrownBy(() -> PageRequest.of(50, cursor))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldError::field)
                                .containsExactly("cursor"));
    }
}
