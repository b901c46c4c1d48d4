package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path parent;

    @Test
    void onlyItsUserCanAccessANewFolder() throws IOException {
        Path folder = parent.resolve("new/data");

        try (DataFolder held = DataFolder.lock(folder, "this test")) {
            assertThat(permissions(held.path())).isEqualTo("rwx------");
        }
    }

    @Test
    void anExistingFolderIsMadeInaccessibleToOtherUsers() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("existing"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (DataFolder held = DataFolder.lock(folder, "this test")) {
            assertThat(permissions(held.path())).isEqualTo("rwx------");
        }
        assertThat(permissions(parent)).as("what is not Usher's stays as it is").isEqualTo("rwx------");
    }

    @Test
    void aFileIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "in the way");

        assertThatExceptionOfType(RefusedStartException.class)
                .isThrownBy(() -> DataFolder.lock(file, "this test"))
                .withMessage(file + ": is not a folder (expected a folder, or no file)");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatCannotBeCreatedIsReportedInPlainWords() {
        assertThatExceptionOfType(RefusedStartException.class)
                .isThrownBy(() -> DataFolder.lock(Path.of("/proc/usher"), "this test"))
                .withMessage("/proc/usher: cannot be created (expected an existing parent folder)");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
