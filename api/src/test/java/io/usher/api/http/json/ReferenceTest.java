package io.usher.api.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReferenceTest {

    private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";

    @Test
    void theFormOfAnIdIsAnIdInAnyCase() {
        assertThat(Reference.of(ID).id()).isEqualTo(UUID.fromString(ID));
        assertThat(Reference.of(ID.toUpperCase(java.util.Locale.ROOT)).id()).isEqualTo(UUID.fromString(ID));
    }

    @Test
    void whatJavaWouldReadAsAnIdLenientlyIsAName() {
        assertThat(Reference.of("1-1-1-1-1").isId()).isFalse();
        assertThat(Reference.of("1-1-1-1-1").text()).isEqualTo("1-1-1-1-1");
    }

    @Test
    void textThatTheDatabaseCannotCompareNamesNothing() {
        assertThat(Reference.of("a\0b").text()).isEmpty();
    }
}
