package io.usher.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.resilience.Faults.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultsTest {

    @Test
    void rowsSeedRequestsAndStrikesAreRead() {
        assertThat(Settings.of(
                        "2",
                        "10+16",
                        "--seed",
                        "7",
                        "--seed",
                        "8",
                        "--requests",
                        "10",
                        "--strikes",
                        "3",
                        "--workers",
                        "2"))
                .isEqualTo(new Settings(
                        List.of(List.of(FaultRow.SUSPENDED_WORKER), List.of(FaultRow.REUSED_KEYS, FaultRow.SOLD_OUT)),
                        List.of(7L, 8L),
                        10,
                        Optional.of(3),
                        2));
    }

    @Test
    void aRowWithoutStrikesHasNoneInAnySize() {
        Settings settings = Settings.of("--strikes", "3");

        assertThat(settings.strikes(FaultRow.KILLED_WORKER)).isEqualTo(3);
        assertThat(settings.strikes(FaultRow.REPLAY)).isZero();
    }

    @Test
    void everyRowAtFullSizeIsTheDefault() {
        Settings settings = Settings.of();
        assertThat(settings.loads().stream().flatMap(List::stream)).containsExactly(FaultRow.values());
        assertThat(settings.requests()).isEqualTo(100_000);
        assertThat(settings.strikes()).isEmpty();
    }

    @Test
    void everyRowIsPlayedByATest() {
        assertThat(OneInstallationFaultIT.LOADS.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FaultRow.values())
                        .filter(row -> !row.needsCluster())
                        .toList());
    }

    @Test
    void anUnknownRowIsRefused() {
        assertThatThrownBy(() -> Settings.of("99"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row: 99");
        assertThatThrownBy(() -> Settings.of("1+4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows: 1+4");
        assertThatThrownBy(() -> Settings.of("2+2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows: 2+2");
    }
}
