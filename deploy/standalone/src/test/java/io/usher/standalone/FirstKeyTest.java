package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FirstKeyTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path path;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private DataFolder folder;

    @BeforeEach
    void holdFolder() {
        folder = DataFolder.lock(path, "this test");
    }

    @AfterEach
    void releaseFolder() {
        folder.close();
    }

    @Test
    void aKeyThatTheApiHasCreatedExistsUntilItIsShown() throws IOException {
        FirstKey key = FirstKey.in(folder, Optional.empty());
        assertThat(key.unshown()).isEmpty();

        Files.writeString(key.file(), "usher_made-by-the-api\n");
        assertThat(FirstKey.in(folder, Optional.empty()).unshown()).contains("usher_made-by-the-api");

        key.shown();
        assertThat(FirstKey.in(folder, Optional.empty()).unshown()).isEmpty();
        assertThat(key.file()).doesNotExist();
    }

    @Test
    void theKeyIsNotLogged() {
        assertThat(FirstKey.in(folder, Optional.of("usher_given-by-operator")).toString())
                .doesNotContain("operator");
    }
}
