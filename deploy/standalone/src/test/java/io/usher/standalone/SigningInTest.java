package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningInTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void aKeyThatWasShownIsMentionedWhileItIsValid() {
        assertThat(lines(Optional.empty(), true))
                .anyMatch(line -> line.contains("the first start showed"))
                .anyMatch(line -> line.contains("Bearer $KEY"));
    }

    @Test
    void aKeyThatATokenHasReplacedIsNotMentioned() {
        assertThat(lines(Optional.empty(), false))
                .noneMatch(line -> line.contains("the first start showed"))
                .noneMatch(line -> line.contains("$KEY"))
                .anyMatch(line -> line.contains("USHER_ADMIN_TOKEN"));
    }

    @Test
    void aTokenIsMentionedButNotShown() {
        assertThat(lines(Optional.of("usher_given-by-operator"), false))
                .noneMatch(line -> line.contains("operator"))
                .anyMatch(line -> line.contains("Bearer $USHER_ADMIN_TOKEN"));
    }

    @Test
    void aNewKeyIsShown() throws IOException {
        Files.writeString(folder.resolve("first-key"), "usher_made-by-the-api\n");

        assertThat(lines(Optional.empty(), true)).anyMatch(line -> line.contains("Bearer usher_made-by-the-api"));
    }

    @Test
    void aNewPasswordIsShownAndAGivenOneIsNot() throws IOException {
        assertThat(lines(Optional.empty(), true))
                .anyMatch(line -> line.equals("Sign in at http://localhost:8080/sign-in as admin@usher.localhost"))
                .anyMatch(line -> line.contains("lost? set USHER_ADMIN_PASSWORD"));

        Files.writeString(folder.resolve("first-password"), "made by the API\n");
        assertThat(lines(Optional.empty(), true)).anyMatch(line -> line.endsWith("shown this once: made by the API"));

        Settings given = Settings.from(
                Map.of("USHER_ADMIN_EMAIL", "ada@example.com", "USHER_ADMIN_PASSWORD", "violin canal eleven"));
        assertThat(lines(given, Optional.empty(), true))
                .anyMatch(line -> line.endsWith("/sign-in as ada@example.com"))
                .anyMatch(line -> line.endsWith("the password in USHER_ADMIN_PASSWORD"))
                .noneMatch(line -> line.contains("violin"));
    }

    private List<String> lines(Optional<String> token, boolean valid) {
        return lines(Settings.from(Map.of()), token, valid);
    }

    private List<String> lines(Settings settings, Optional<String> token, boolean valid) {
        return new SigningIn(
                        settings,
                        new FirstSecret(folder.resolve("first-key"), token),
                        new FirstSecret(folder.resolve("first-password"), settings.adminPassword()),
                        valid)
                .lines();
    }
}
