package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Signing in at a real provider. Keycloak's distribution is 177 MB, so only where it is. */
@EnabledIfEnvironmentVariable(named = "KEYCLOAK_ZIP", matches = ".+")
class KeycloakIT {

    private static final Pattern THERE = Pattern.compile("id=\"there\" href=\"([^\"]+)\"");

    @TempDir
    private Path folder;

    @Test
    void peopleSignInThereAndOutAgain() throws IOException, InterruptedException {
        Map<String, String> people = Map.of("ada", "ada@corp.example", "unverified-bob", "bob@corp.example");
        try (Keycloak keycloak = Keycloak.start(Path.of(System.getenv("KEYCLOAK_ZIP")), folder, people);
                RunningApi api = RunningApi.start(
                        TestServers.freshDatabase(),
                        "usher.sign-in.providers.corp.issuer=" + keycloak.issuer(),
                        "usher.sign-in.providers.corp.client-id=usher",
                        "usher.sign-in.providers.corp.client-secret=" + Keycloak.SECRET,
                        "usher.sign-in.providers.corp.label=Corp",
                        "usher.sign-in.providers.corp.believed-for=corp.example")) {
            TestBrowser browser = new TestBrowser(api);
            for (int times = 0; times < 2; times++) {
                TestBrowser.Page asked = browser.get("/sign-in/with/corp");
                assertThat(asked.status()).as(asked.text()).isEqualTo(303);
                assertThat(browser.get(keycloak.signIn(asked.location(), "ada")).location())
                        .isEqualTo("/me");
                assertThat(browser.get("/me").text()).contains("Ada Lovelace", "ada@corp.example", "Corp");
            }
            assertThat(new Mailbox(api).count("account", "ada@corp.example")).isOne();

            TestBrowser bob = new TestBrowser(api);
            assertThat(bob.get(keycloak.signIn(bob.get("/sign-in/with/corp").location(), "unverified-bob"))
                            .text())
                    .contains("Look into your mailbox", "bob@corp.example");
            assertThat(bob.post(new Mailbox(api).link("bob@corp.example")).location())
                    .isEqualTo("/me");

            Matcher there = THERE.matcher(
                    browser.get(browser.post("/sign-out").location()).text());
            assertThat(there.find()).isTrue();
            assertThat(keycloak.get(there.group(1))).isEqualTo(200);
        }
    }
}
