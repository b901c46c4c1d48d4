package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {

    @Test
    void theDefaultsAreTheUsualPortsAndALocalFolder() {
        Settings settings = Settings.from(Map.of("PATH", "/bin", "USHER_HTTP_PORT", " "));

        assertThat(settings.data()).isEqualTo(Path.of(".usher").toAbsolutePath());
        assertThat(settings.publicUrl()).isEqualTo("http://localhost:8080");
        assertThat(settings.port(ListeningPort.KAFKA)).isEqualTo(9092);
        assertThat(settings.port(ListeningPort.POSTGRES)).isEqualTo(5432);
        assertThat(settings.port(ListeningPort.SMTP)).isEqualTo(3025);
        assertThat(settings.port(ListeningPort.MAIL)).isEqualTo(8025);
        assertThat(settings.adminToken()).isEmpty();
        assertThat(settings.adminEmail().normal()).isEqualTo("admin@usher.localhost");
        assertThat(settings.adminPassword()).isEmpty();
    }

    @Test
    void eachSettingCanBeChanged() {
        Settings settings = Settings.from(Map.of(
                "USHER_DATA", "/srv/usher/../data",
                "USHER_HTTP_PORT", "1",
                "USHER_KAFKA_PORT", "65535",
                "USHER_ADMIN_EMAIL", "ada@example.com",
                "USHER_ADMIN_PASSWORD", "correct horse",
                "USHER_ADMIN_TOKEN", "usher_0123456789abcdef"));

        assertThat(settings.data()).isEqualTo(Path.of("/srv/data"));
        assertThat(settings.publicUrl()).isEqualTo("http://localhost:1");
        assertThat(settings.port(ListeningPort.KAFKA)).isEqualTo(65535);
        assertThat(settings.adminEmail().normal()).isEqualTo("ada@example.com");
        assertThat(settings.adminPassword()).contains("correct horse");
        assertThat(settings.adminToken()).contains("usher_0123456789abcdef");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    USHER_HTTP_PORT      | http             | USHER_HTTP_PORT: http (expected a port from 1 to 65535)
                    USHER_KAFKA_PORT     | 0                | USHER_KAFKA_PORT: 0 (expected a port from 1 to 65535)
                    USHER_SMTP_PORT      | 65536            | USHER_SMTP_PORT: 65536 (expected a port from 1 to 65535)
                    USHER_POSTGRES_PORT  | -1               | USHER_POSTGRES_PORT: -1 (expected a port from 1 to 65535)
                    USHER_POSTGRES_PORT  | 99999999999      | USHER_POSTGRES_PORT: 99999999999 (expected a port from 1 to 65535)
                    USHER_MAIL_PORT      | 8080             | USHER_HTTP_PORT and USHER_MAIL_PORT: both 8080 (expected different ports)
                    USHER_ADMIN_EMAIL    | ada              | USHER_ADMIN_EMAIL: not an e-mail address (expected one such as ada@example.com)
                    USHER_ADMIN_PASSWORD | secret           | USHER_ADMIN_PASSWORD: too short (expected at least 8 characters)
                    USHER_ADMIN_TOKEN    | usher_012345678  | usher.admin-token (USHER_ADMIN_TOKEN): 15 characters (expected 16 to 512 letters, digits and -._~+/, = only at the end)
                    USHER_ADMIN_TOKEN    | usher 0123456789 | usher.admin-token (USHER_ADMIN_TOKEN): has white space in it (expected 16 to 512 letters, digits and -._~+/, = only at the end)
                    """)
    void invalidSettingsAreRefusedInOneLine(String name, String value, String refusal) {
        assertThatExceptionOfType(RefusedStartException.class)
                .isThrownBy(() -> Settings.from(Map.of(name, value)))
                .withMessage(refusal);
    }

    @Test
    void secretsAreNotLogged() {
        Settings settings = Settings.from(
                Map.of("USHER_ADMIN_PASSWORD", "correct horse", "USHER_ADMIN_TOKEN", "usher_0123456789abcdef"));

        assertThat(settings.toString()).doesNotContain("horse", "0123");
    }
}
