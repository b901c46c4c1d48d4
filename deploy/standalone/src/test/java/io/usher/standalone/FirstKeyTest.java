package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
        folder = DataFolder.hold(path, "this test");
    }

    @AfterEach
    void releaseFolder() {
        folder.close();
    }

    @Test
    void aMadeKeyHas256RandomBitsAndIsTheSameUntilItWasShown() {
        String made = FirstKey.in(folder, Optional.empty()).unshown().orElseThrow();

        assertThat(made).matches("usher_[A-Za-z0-9_-]{43}");
        assertThat(FirstKey.in(folder, Optional.empty()).secret()).contains(made);
    }

    @Test
    void onceShownItIsNowhereAndNoOtherIsMade() throws IOException {
        FirstKey.in(folder, Optional.empty()).shown();

        assertThat(FirstKey.in(folder, Optional.empty()).secret()).isEmpty();
        assertThat(path.resolve("first-key")).isEmptyFile();
    }

    @Test
    void untilItIsShownOnlyItsUserCanReadIt() throws IOException {
        FirstKey.in(folder, Optional.empty());

        assertThat(Files.getPosixFilePermissions(path.resolve("first-key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void whereOneIsGivenNoneIsMadeNowOrLater() {
        FirstKey given = FirstKey.in(folder, Optional.of("usher_given-by-operator"));

        assertThat(given.secret()).contains("usher_given-by-operator");
        assertThat(given.unshown()).isEmpty();
        assertThat(FirstKey.in(folder, Optional.empty()).secret()).isEmpty();
    }
}
