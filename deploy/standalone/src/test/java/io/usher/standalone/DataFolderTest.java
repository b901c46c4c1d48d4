package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path parent;

    @Test
    void aNewFolderIsItsUsersAlone() throws IOException {
        Path folder = parent.resolve("new/data");

        try (DataFolder held = DataFolder.hold(folder, "this test")) {
            assertThat(permissions(held.path())).isEqualTo("rwx------");
        }
    }

    @Test
    void anExistingFolderIsClosedToOtherUsers() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("existing"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (DataFolder held = DataFolder.hold(folder, "this test")) {
            assertThat(permissions(held.path())).isEqualTo("rwx------");
        }
        assertThat(permissions(parent)).as("what is not Usher's stays as it is").isEqualTo("rwx------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
