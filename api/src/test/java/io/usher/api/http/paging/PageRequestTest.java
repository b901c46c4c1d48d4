package io.usher.api.http.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

    private static final String LIST = "/teams";
    private static final UUID FIRST = new UUID(1, 2);
    private static final UUID SECOND = new UUID(-3, 4);

    @Test
    void aPageThatIsNotTheLastLeadsToTheNext() {
        Page<UUID> page =
                PageRequest.of(LIST, "1", null).page(List.of(FIRST, SECOND), Order.BY_ID, Function.identity());

        assertThat(page.items()).containsExactly(FIRST);
        assertThat(PageRequest.of(LIST, "1", page.next()).after(Order.BY_ID)).isEqualTo(FIRST);
    }

    @Test
    void theLastPageLeadsNowhere() {
        assertThat(PageRequest.of(LIST, "2", null)
                        .page(List.of(FIRST, SECOND), Order.BY_ID, Function.identity())
                        .next())
                .isNull();
    }

    @Test
    void aCursorBelongsToItsListAlone() {
        String cursor = PageRequest.of(LIST, "1", null)
                .page(List.of(FIRST, SECOND), Order.BY_ID, Function.identity())
                .next();

        refused("cursor", () -> PageRequest.of("/roles", "1", cursor));
    }

    @Test
    void aListMayBeOrderedByNumbers() {
        String cursor = PageRequest.of(LIST, "1", null)
                .page(List.of(7L, Long.MAX_VALUE), Order.BY_NUMBER, Function.identity())
                .next();

        assertThat(PageRequest.of(LIST, "1", cursor).after(Order.BY_NUMBER)).isEqualTo(7L);
        refused("cursor", () -> PageRequest.of(LIST, "1", cursor).after(Order.BY_ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "0", "201", "4294967297", "0x10", "010x", "1e1", "+5", " 5", "5 ", "", "５", "many", "1.0"})
    void anInvalidLimitIsRefused(String limit) {
        refused("limit", () -> PageRequest.of(LIST, limit, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "!",
                "AAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "%00"
            })
    void aCursorThatWasNeverGivenIsRefused(String cursor) {
        refused("cursor", () -> PageRequest.of(LIST, "50", cursor));
    }

    private static void refused(String field, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldError::field)
                                .containsExactly(field));
    }
}
