package io.usher.api.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainLineTest {

    /** Joiners are part of words and of emoji. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Ada",
                "Ada Lovelace",
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
                "\ud83d\udc69\u200d\ud83d\udcbb"
            })
    void whatIsSeenIsTaken(String text) {
        assertThat(PlainLine.test(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200b",
                "\u200b\u2060",
                "\ufeff",
                "\u00ad",
                "\u00a0",
                "\u200d \u3000",
                "\u3164",
                "\uffa0\u115f",
                "\u2800",
                "\ufe0f\u034f"
            })
    void nobodyIsNamedByWhatIsNotSeen(String text) {
        assertThat(PlainLine.test(text)).isFalse();
    }
}
