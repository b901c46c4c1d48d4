package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningInTest {

    private static final String URL = "http://localhost:8080";

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

    private List<String> lines(Optional<String> token, boolean valid) {
        return new SigningIn(URL, new FirstKey(folder.resolve("first-key"), token), valid).lines();
    }
}
