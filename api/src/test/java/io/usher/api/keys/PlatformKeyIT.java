package io.usher.api.keys;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.RunningApi;
import io.usher.servers.Database;
import io.usher.servers.TestServers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PlatformKeyIT {

    private static final Pattern SHOWN = Pattern.compile("shown this once: (usher_[A-Za-z0-9_-]{43})");
    private static final String PATH = "/api/v1/organizations";

    @Test
    void whereNoneIsConfiguredOneIsMadeAndShownOnce(CapturedOutput output) {
        Database database = TestServers.freshDatabase();
        String made;
        try (RunningApi api = RunningApi.start(database, "usher.admin-token=")) {
            Matcher shown = SHOWN.matcher(output.getAll());
            assertThat(shown.find()).isTrue();
            made = shown.group(1);
            assertThat(get(api.as(made), PATH).status()).isEqualTo(200);
        }
        try (RunningApi api = RunningApi.start(database, "usher.admin-token=")) {
            assertThat(SHOWN.matcher(output.getAll()).results().count()).isOne();
            assertThat(get(api.as(made), PATH).status()).isEqualTo(200);
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
                .contains(
                        "usher.admin-token (USHER_ADMIN_TOKEN): 5 characters (expected 16 to 512 visible ASCII characters)");
    }
}
