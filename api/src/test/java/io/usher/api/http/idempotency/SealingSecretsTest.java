package io.usher.api.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingSecretsTest {

    @TempDir
    private Path folder;

    @Test
    void theSecretIsMadeOnceAndKeptWhereItsUserAloneReadsIt() throws IOException {
        Path file = folder.resolve("sealing-secret");

        List<String> made = new SealingSecrets(List.of(), file).read();

        assertThat(made).singleElement().satisfies(secret -> assertThat(secret).hasSizeGreaterThanOrEqualTo(32));
        assertThat(new SealingSecrets(List.of(), file).read()).isEqualTo(made);
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(folder).isDirectoryContaining(file::equals);
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void whereSecretsAreConfiguredNoFileIsMade() {
        Path file = folder.resolve("sealing-secret");
        String secret = "0123456789abcdef0123456789abcdef";

        assertThat(new SealingSecrets(List.of(secret), file).read()).containsExactly(secret);
        assertThat(file).doesNotExist();
    }

    @Test
    void aShortSecretEndsTheStartAndIsNotShown() {
        assertThatThrownBy(() -> new SealingSecrets(List.of("too short"), folder.resolve("none")).read())
                .hasMessage("usher.sealing-secrets: 9 characters (expected at least 32)");
    }

    @Test
    void aPlaceThatCannotBeWrittenToEndsTheStart() {
        Path nowhere = folder.resolve("missing").resolve("file");

        assertThatThrownBy(() -> new SealingSecrets(List.of(), nowhere).read())
                .hasMessageContaining("usher.sealing-secret-file: " + nowhere);
    }
}
