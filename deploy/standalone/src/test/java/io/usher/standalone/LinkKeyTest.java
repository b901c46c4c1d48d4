package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkKeyTest {

    @TempDir
    private Path path;

    @Test
    void aKeyIsMadeOnceForItsUserAlone() throws IOException {
        try (DataFolder folder = DataFolder.lock(path.resolve("data"), "a test")) {
            String key = LinkKey.in(folder);

            assertThat(Base64.getDecoder().decode(key)).hasSize(32);
            assertThat(LinkKey.in(folder)).isEqualTo(key);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("link-key"))))
                    .isEqualTo("rw-------");
        }
    }
}
