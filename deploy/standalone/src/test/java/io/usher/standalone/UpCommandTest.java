package io.usher.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code deploy/up} in a checkout with a fake Java, which prints its working directory and the data folder. */
final class UpCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path parent;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Path checkout;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Path caller;

    @BeforeEach
    void createCheckout() throws IOException {
        Path real = parent.toRealPath();
        caller = Files.createDirectory(real.resolve("caller"));
        checkout = real.resolve("check out");
        for (String module : List.of("api", "deploy/standalone")) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main"));
            Files.createFile(checkout.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createDirectories(checkout.resolve("deploy/standalone/target"));
        Path jar = Files.createFile(checkout.resolve("deploy/standalone/target/usher.jar"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
        Files.copy(Checkout.root().resolve("deploy/up"), checkout.resolve("deploy/up"));
        executable(checkout.resolve("deploy/up"), Files.readString(checkout.resolve("deploy/up")));
        executable(
                checkout.resolve("deploy/rehearse"),
                Files.readString(Checkout.root().resolve("deploy/rehearse")));
        executable(checkout.resolve("deploy/jdk"), "echo '%s'".formatted(checkout.resolve("jdk")));
        Files.createDirectories(checkout.resolve("jdk/bin"));
        executable(
                checkout.resolve("jdk/bin/java"),
                "case \"$*\" in *-version) exit ;; esac; echo \"$PWD|${USHER_DATA-unset}\"");
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script.startsWith("#!") ? script : "#!/usr/bin/env bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aRelativeDataFolderIsResolvedAgainstTheCallersFolder() throws IOException {
        assertThat(up(checkout.resolve("deploy/up"), "my data/a")).isEqualTo(checkout + "|" + caller + "/my data/a");
    }

    @Test
    void anAbsoluteDataFolderIsUsedUnchanged() throws IOException {
        assertThat(up(checkout.resolve("deploy/up"), "/srv/usher")).isEqualTo(checkout + "|/srv/usher");
    }

    @Test
    void anEmptyDataFolderCountsAsNotSet() throws IOException {
        assertThat(up(checkout.resolve("deploy/up"), " ")).isEqualTo(checkout + "|");
    }

    @Test
    void symbolicLinksAreFollowed() throws IOException {
        Path relative = Files.createSymbolicLink(checkout.resolve("up"), Path.of("deploy/up"));
        Path absolute = Files.createSymbolicLink(caller.resolve("usher"), relative);
        Path folder = Files.createSymbolicLink(caller.resolve("linked"), checkout.resolve("deploy"));

        assertThat(up(folder.resolve("up"), "data")).isEqualTo(checkout + "|" + caller + "/data");
        assertThat(up(relative, "data")).isEqualTo(checkout + "|" + caller + "/data");
        assertThat(up(absolute, "data")).isEqualTo(checkout + "|" + caller + "/data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "0", "12 000"})
    void anUnknownRehearsalIsRefusedByName(String rehearsal) throws IOException {
        assertThat(up(checkout.resolve("deploy/up"), "USHER_REHEARSE", rehearsal))
                .isEqualTo("Usher: USHER_REHEARSE: " + rehearsal + " (expected yes, no or a number of requests)");
    }

    private String up(Path command, String data) throws IOException {
        return up(command, "USHER_DATA", data);
    }

    private String up(Path command, String setting, String value) throws IOException {
        ProcessBuilder calling = new ProcessBuilder(command.toString())
                .directory(caller.toFile())
                .redirectErrorStream(true);
        calling.environment().put(setting, value);
        return new String(calling.start().getInputStream().readAllBytes(), UTF_8).stripTrailing();
    }
}
