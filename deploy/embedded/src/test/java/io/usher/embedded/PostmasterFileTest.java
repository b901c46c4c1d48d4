package io.usher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostmasterFileTest {

    @TempDir
    private Path cluster;

    @Test
    void withoutAFileThereIsNoServer() throws IOException {
        assertThat(new PostmasterFile(cluster).server()).isEmpty();
        assertThat(new PostmasterFile(cluster).namesNoVisibleProcess()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "12x\n", "-12\n", "99999999999999999999\n"})
    void aPartlyWrittenFileHasNoServer(String text) throws IOException {
        assertThat(saying(text).server()).isEmpty();
        assertThat(saying(text).namesNoVisibleProcess()).isFalse();
    }

    @Test
    void aPidWithoutProcessBelongsToAServerThatHasEndedOrIsHidden() throws IOException {
        PostmasterFile file = saying(Integer.MAX_VALUE + "\n/data\n");

        assertThat(file.server()).isEmpty();
        assertThat(file.namesNoVisibleProcess()).isTrue();
    }

    @Test
    void aPidOfAnotherProgramIsNotAServer() throws IOException {
        PostmasterFile file = saying(ProcessHandle.current().pid() + "\n");

        assertThat(file.server()).isEmpty();
        assertThat(file.namesNoVisibleProcess()).isFalse();
        file.deleteIfOfAnotherProgram();
        assertThat(cluster).isEmptyDirectory();
    }

    @Test
    void theFileOfAServerThatHasEndedIsLeftToPostgres() throws IOException {
        saying(Integer.MAX_VALUE + "\n").deleteIfOfAnotherProgram();

        assertThat(cluster).isDirectoryContaining("glob:**/postmaster.pid");
    }

    private PostmasterFile saying(String text) throws IOException {
        Files.writeString(cluster.resolve("postmaster.pid"), text);
        return new PostmasterFile(cluster);
    }
}
