package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportTest {

    private static final Machine MACHINE =
            new Machine(2, "Some CPU", 4096, "Linux 6", 0.1, "25", "18.6", "4.2.1", "abc1234");

    @Test
    void theTableShowsEachFigureWithItsBars() {
        Report report = report(
                new Measured("decide", "/s", List.of(9000.0, 7000.0), Map.of()),
                new Measured("rowLock", "/s", List.of(700.0, 1.0, 800.0), Map.of()),
                Measured.once("latency p50", " ms", 12.34));

        assertThat(report.table())
                .containsExactly(
                        "figure         value  ratio  bar                 met",
                        "decide       8,000/s   11.4  ≥ 18 × rowLock      no",
                        "                             ≥ 0.6 × sqlCeiling",
                        "rowLock        700/s",
                        "latency p50  12.3 ms         ≤ 25                yes");
    }

    @Test
    void theJsonHasTheMachineTheRoundsAndTheBars() {
        JsonNode json = JsonMapper.shared()
                .readTree(report(
                                new Measured("http", "/s", List.of(500.0), Map.of("api", 412.5)),
                                new Measured("httpEmpty", "/s", List.of(1000.0), Map.of()))
                        .json());

        assertThat(json.at("/machine/cpu").asString()).isEqualTo("Some CPU");
        assertThat(json.at("/begunAt").asString()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(json.at("/figures/0/rounds/0").asDouble()).isEqualTo(500);
        assertThat(json.at("/figures/0/cpuMicros/api").asDouble()).isEqualTo(412.5);
        assertThat(json.at("/figures/0/bars/0/value").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/figures/0/bars/0/met").asBoolean()).isTrue();
        assertThat(json.at("/figures/1").has("bars")).isFalse();
    }

    @Test
    void numbersHaveAsManyDigitsAsMeanSomething() {
        assertThat(List.of(12345.6, 99.94, 0.517)).map(Report::number).containsExactly("12,346", "99.9", "0.52");
    }

    private static Report report(Measured... figures) {
        Map<String, Measured> byName = new LinkedHashMap<>();
        for (Measured figure : figures) {
            byName.put(figure.name(), figure);
        }
        return new Report(MACHINE, Instant.parse("2026-01-02T03:04:05Z"), "full", 321, byName);
    }
}
