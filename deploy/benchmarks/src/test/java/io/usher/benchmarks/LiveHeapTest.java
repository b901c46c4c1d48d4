package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LiveHeapTest {

    @Test
    void theHeapIsWhatItsGenerationsUse() {
        assertThat(LiveHeap.usedMebibytes("""
                        4711:
                         DefNew     total 78656K, used 1024K [0x00000000e0000000, 0x00000000e5550000, 0x00000000eaaa0000)
                          eden space 69952K,   1% used [0x00000000e0000000, 0x00000000e0100000, 0x00000000e4450000)
                         Tenured    total 174784K, used 40960K [0x00000000eaaa0000, 0x00000000f5550000, 0x0000000100000000)
                          the space 174784K,  23% used [0x00000000eaaa0000, 0x00000000ed2a0000, 0x00000000f5550000)
                         Metaspace       used 90000K, committed 91000K, reserved 1179648K
                        """)).isEqualTo(41);
    }

    @Test
    void anotherCollectorIsNotMistakenForAnEmptyHeap() {
        assertThatThrownBy(() -> LiveHeap.usedMebibytes("ZHeap used 20M, capacity 64M"))
                .hasMessageContaining("expected generations");
    }
}
