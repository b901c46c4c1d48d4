package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessUseTest {

    private static final String STAT =
            "42 (C2 (Compiler) T) S 1 42 42 0 -1 4194560 100 200 0 0 150 50 7 3 20 0 30 0 1000 0 0";

    @Test
    void theCpuOfAProcessIsItsOwnOrThatOfItsEndedChildrenToo() {
        assertThat(ProcessUse.micros(STAT, 2)).isEqualTo(2_000_000);
        assertThat(ProcessUse.micros(STAT, 4)).isEqualTo(2_100_000);
    }

    @Test
    void aNameMayHoldSpacesAndParentheses() {
        assertThat(ProcessUse.nameIn(STAT)).isEqualTo("C2 (Compiler) T");
    }
}
