package io.usher.api.accounts;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The account that runs the platform, as it is configured. */
class AdministratorIT {

    private static final String ADDRESS = "Admin@Usher.localhost";
    private static final String EMAIL = "usher.admin-email=" + ADDRESS;
    private static final String PASSWORD = "violin canal eleven";

    private final Database database = TestServers.freshDatabase();

    @TempDir
    private Path folder;

    private static int signIn(TestBrowser browser, String password) {
        return browser.post("/sign-in", "email", ADDRESS, "password", password).status();
    }

    @Test
    void withoutAPasswordItGetsOneOnceThatOnlyTheUserOfTheProgramCanRead() throws IOException {
        Path file = folder.resolve("first-password");
        String setting = "usher.first-password-file=" + file;
        String made;
        try (RunningApi api = RunningApi.start(database, EMAIL, setting)) {
            made = Files.readString(file).strip();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            TestBrowser browser = new TestBrowser(api);
            assertThat(browser.post("/sign-in", "email", ADDRESS, "password", made)
                            .location())
                    .isEqualTo("/");
            assertThat(browser.get("/").location())
                    .as("where to found an organization")
                    .isEqualTo("/console");
        }
        Files.delete(file);

        try (RunningApi api = RunningApi.start(database, EMAIL, setting)) {
            assertThat(file).doesNotExist();
            assertThat(signIn(new TestBrowser(api), made)).isEqualTo(303);
        }
    }

    @Test
    void theSettingsWinAndAnotherPasswordEndsTheSessionsOfTheOldOne() {
        TestBrowser browser;
        try (RunningApi api = RunningApi.start(database, EMAIL, "usher.admin-password=" + PASSWORD)) {
            browser = new TestBrowser(api);
            assertThat(signIn(browser, PASSWORD)).isEqualTo(303);
            assertThat(browser.get("/me/security").text())
                    .contains("is in the settings (USHER_ADMIN_PASSWORD)")
                    .doesNotContain("??");
            assertThat(NewAccount.on(api).browser().get("/me/security").text()).doesNotContain("USHER_ADMIN_PASSWORD");
            assertThat(get(new NewAccount(api, ADDRESS, browser).page(), "/api/v1/ops/dead-letters")
                            .status())
                    .isEqualTo(200);
        }

        try (RunningApi api = RunningApi.start(database, EMAIL, "usher.admin-password=" + PASSWORD)) {
            assertThat(browser.at(api).get("/me").status()).isEqualTo(200);
        }

        try (RunningApi api = RunningApi.start(database, EMAIL, "usher.admin-password=another " + PASSWORD)) {
            assertThat(browser.at(api).get("/me").location()).isEqualTo("/sign-in");
            assertThat(signIn(new TestBrowser(api), PASSWORD)).isEqualTo(422);
            assertThat(signIn(new TestBrowser(api), "another " + PASSWORD)).isEqualTo(303);
        }
    }

    @Test
    void whoTheSettingsNameNoMoreRunsThePlatformNoMore() {
        TestBrowser former;
        String secret;
        try (RunningApi api = RunningApi.start(database, EMAIL, "usher.admin-password=" + PASSWORD)) {
            former = new TestBrowser(api);
            assertThat(signIn(former, PASSWORD)).isEqualTo(303);
            secret = RunningApi.created(
                            new NewAccount(api, ADDRESS, former).page(),
                            "/api/v1/api-keys",
                            Map.of("name", "mine", "scopes", List.of("ops")))
                    .path("secret")
                    .asString();
            assertThat(get(api.as(secret), "/api/v1/ops/dead-letters").status()).isEqualTo(200);
        }

        String another = "usher.admin-email=another@usher.localhost";
        try (RunningApi api = RunningApi.start(database, another, "usher.admin-password=" + PASSWORD)) {
            TestBrowser browser = former.at(api);
            assertThat(browser.get("/me").status()).isEqualTo(200);
            assertThat(get(new NewAccount(api, ADDRESS, browser).page(), "/api/v1/ops/dead-letters")
                            .problem())
                    .isEqualTo("403 forbidden");
            assertThat(get(api.as(secret), "/api/v1/ops/dead-letters").status()).isEqualTo(401);
        }

        try (RunningApi api = RunningApi.start(database, EMAIL, "usher.admin-password=" + PASSWORD)) {
            assertThat(get(new NewAccount(api, ADDRESS, former.at(api)).page(), "/api/v1/ops/dead-letters")
                            .status())
                    .isEqualTo(200);
            assertThat(get(api.as(secret), "/api/v1/ops/dead-letters").status())
                    .as("a key that has ended")
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "usher.admin-email=nobody, , not an e-mail address",
        ", usher.admin-password=violin canal eleven, set without usher.admin-email",
        "usher.admin-email=a@example.com, usher.admin-password=password1, easy to guess",
        "usher.admin-email=a@example.com, usher.admin-password=short, too short"
    })
    void whatCannotBeAnAdministratorEndsTheStart(String email, String password, String why) {
        assertThatThrownBy(() -> {
                    try (RunningApi api = RunningApi.start(
                            database, email == null ? "usher.a=b" : email, password == null ? "usher.c=d" : password)) {
                        throw new AssertionError("started: " + api.url());
                    }
                })
                .rootCause()
                .hasMessageContaining(why)
                .message()
                .doesNotContain("canal");
    }
}
