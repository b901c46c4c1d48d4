package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FirstSecretTest extends HeldDataFolder {

    @Test
    void aKeyThatTheApiHasCreatedExistsUntilItIsShown() throws IOException {
        FirstSecret key = FirstSecret.key(folder, Settings.from(Map.of()));
        assertThat(key.unshown()).isEmpty();

        Files.writeString(key.file(), "usher_made-by-the-api\n");
        assertThat(FirstSecret.key(folder, Settings.from(Map.of())).unshown()).contains("usher_made-by-the-api");

        key.shown();
        assertThat(FirstSecret.key(folder, Settings.from(Map.of())).unshown()).isEmpty();
        assertThat(key.file()).doesNotExist();
    }

    @Test
    void theKeyIsNotLogged() {
        assertThat(FirstSecret.key(folder, Settings.from(Map.of("USHER_ADMIN_TOKEN", "usher_given-by-operator")))
                        .toString())
                .doesNotContain("operator");
    }

    @Test
    void thePasswordHasAFileOfItsOwnAndIsNotLogged() {
        FirstSecret password =
                FirstSecret.password(folder, Settings.from(Map.of("USHER_ADMIN_PASSWORD", "violin canal")));

        assertThat(password.file())
                .isNotEqualTo(FirstSecret.key(folder, Settings.from(Map.of())).file());
        assertThat(password.wasGiven()).isTrue();
        assertThat(password.toString()).doesNotContain("violin");
    }
}
