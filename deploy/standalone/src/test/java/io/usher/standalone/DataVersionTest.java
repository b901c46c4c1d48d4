package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

final class DataVersionTest extends HeldDataFolder {

    @Test
    void dataOfThisOrAnOlderVersionIsAccepted() {
        new DataVersion(4, 20).claim(folder);
        new DataVersion(4, 20).claim(folder);
        new DataVersion(5, 21).claim(folder);

        assertThat(path.resolve("usher.version")).hasContent("schema=5\nkafka=21");
    }

    @Test
    void dataOfANewerVersionIsRefusedAndKeepsItsMark() {
        new DataVersion(5, 20).claim(folder);

        assertThatExceptionOfType(RefusedStartException.class)
                .isThrownBy(() -> new DataVersion(4, 21).claim(folder))
                .withMessageContaining("data of a newer version: schema 5, Kafka 20 (expected at most 4, 21;");
        assertThat(path.resolve("usher.version")).hasContent("schema=5\nkafka=20");
    }

    @Test
    void anUnreadableMarkIsRefused() throws IOException {
        Files.writeString(path.resolve("usher.version"), "kafka=20");

        assertThatExceptionOfType(RefusedStartException.class)
                .isThrownBy(() -> new DataVersion(4, 20).claim(folder))
                .withMessageContaining("schema:  (expected a number)");
    }

    @Test
    void theVersionIsThatOfTheNewestMigration() {
        assertThat(DataVersion.ofThisProgram().schema()).isGreaterThanOrEqualTo(4);
    }
}
