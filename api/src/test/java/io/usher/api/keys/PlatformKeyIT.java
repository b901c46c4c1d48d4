package io.usher.api.keys;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.RunningApi;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class PlatformKeyIT {

    private static final String PATH = "/api/v1/organizations";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void ifNoneIsConfiguredOneIsMadeAndLeftInAFileOfItsUserAlone(CapturedOutput output) throws IOException {
        Database database = TestServers.freshDatabase();
        Path file = folder.resolve("first");
        String[] settings = {"usher.admin-token=", "usher.first-key-file=" + file};
        String made;
        try (RunningApi api = RunningApi.start(database, settings)) {
            made = Files.readString(file).strip();
            assertThat(made).matches("usher_[A-Za-z0-9_-]{43}");
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(output.getAll())
                    .contains("The platform's first key is in " + file)
                    .doesNotContain("usher_" + made.substring(6, 20));
            assertThat(get(api.as(made), PATH).status()).isEqualTo(200);
        }
        Files.delete(file);
        try (RunningApi api = RunningApi.start(database, settings)) {
            assertThat(file).doesNotExist();
            assertThat(get(api.as(made), PATH).status()).isEqualTo(200);
        }
    }

    @Test
    void aConfiguredKeyReplacesTheOneThatWasMadeAndAllThatDescendFromIt() throws IOException {
        Database database = TestServers.freshDatabase();
        Path file = folder.resolve("first");
        String made;
        String descendant;
        try (RunningApi api = RunningApi.start(database, "usher.admin-token=", "usher.first-key-file=" + file)) {
            made = Files.readString(file).strip();
            descendant = post(api.as(made), "/api/v1/api-keys", Map.of("name", "x", "scopes", List.of("ops")))
                    .at("secret");
            assertThat(get(api.as(descendant), PATH).status()).isEqualTo(200);
        }
        try (RunningApi api = RunningApi.start(database, "usher.admin-token=the-token-of-today")) {
            assertThat(get(api.as("the-token-of-today"), PATH).status()).isEqualTo(200);
            assertThat(get(api.as(made), PATH).status()).isEqualTo(401);
            assertThat(get(api.as(descendant), PATH).status()).isEqualTo(401);
        }
    }

    @Test
    void aFileThatCannotBeWrittenEndsTheStartAndLeavesNoKey() {
        Database database = TestServers.freshDatabase();
        Path file = folder.resolve("missing/first");

        assertThatThrownBy(() -> RunningApi.start(database, "usher.admin-token=", "usher.first-key-file=" + file))
                .hasStackTraceContaining("usher.first-key-file: " + file + " (expected a place to write to)");
        try (RunningApi api =
                RunningApi.start(database, "usher.admin-token=", "usher.first-key-file=" + folder.resolve("first"))) {
            assertThat(folder.resolve("first")).isNotEmptyFile();
            assertThat(api.url()).isNotEmpty();
        }
    }

    @Test
    void aConfiguredKeyReplacesTheOneBefore() {
        Database database = TestServers.freshDatabase();
        try (RunningApi api = RunningApi.start(database, "usher.admin-token=the-token-of-before")) {
            assertThat(get(api.as("the-token-of-before"), PATH).status()).isEqualTo(200);
        }
        try (RunningApi api = RunningApi.start(database, "usher.admin-token=the-token-of-today")) {
            assertThat(get(api.as("the-token-of-today"), PATH).status()).isEqualTo(200);
            assertThat(get(api.as("the-token-of-before"), PATH).status()).isEqualTo(401);
        }
        try (RunningApi api = RunningApi.start(database, "usher.admin-token=the-token-of-before")) {
            assertThat(get(api.as("the-token-of-before"), PATH).status()).isEqualTo(200);
        }
    }

    @Test
    void aTokenThatIsTooShortEndsTheStartWithOneClearLine(CapturedOutput output) {
        Database database = TestServers.freshDatabase();

        assertThatThrownBy(() -> RunningApi.start(database, "usher.admin-token=short"))
                .hasRootCauseInstanceOf(UnusableAdminToken.class);
        assertThat(output.getAll())
                .contains("usher.admin-token (USHER_ADMIN_TOKEN): 5 characters (expected 16 to 512 letters,");
    }
}
