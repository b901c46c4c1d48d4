package io.usher.api.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"wait=5", "Wait = 5", "respond-async, wait=5", "wait=\"5\"", "wait=5; foo=bar", "wait=5, wait=9"
            })
    void theSecondsAreRead(String header) {
        assertThat(WaitPreference.of(List.of(header))).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "respond-async", "wait", "wait=", "wait=-1", "wait=x", "wait=1.5", "no-wait=5", "wait=\"5"})
    void whatIsNotUnderstoodIsIgnored(String header) {
        assertThat(WaitPreference.of(List.of(header))).isZero();
    }

    @Test
    void nobodyWaitsLongerThanTheLongest() {
        assertThat(WaitPreference.of(List.of("wait=99999999999"))).isEqualTo(WaitPreference.LONGEST);
        assertThat(WaitPreference.applied(WaitPreference.LONGEST)).isEqualTo("wait=30");
    }

    @Test
    void theHeaderMayComeSeveralTimes() {
        assertThat(WaitPreference.of(List.of("respond-async", "wait=3"))).isEqualTo(Duration.ofSeconds(3));
    }
}
