package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who signed in, and who was refused, in the platform's audit log. */
class AuditedSignInsIT {

    private static final String PASSWORD = "violin canal eleven";

    private final RunningApi api = RunningApi.shared();
    private final String address = "ada-" + UUID.randomUUID() + "@example.com";
    private final TestBrowser browser = new TestBrowser(api);

    private void signUp() {
        assertThat(browser.post("/sign-up", "email", address).status()).isEqualTo(200);
        assertThat(browser.post(new Mailbox(api).link(address), "firstName", "Ada", "password", PASSWORD)
                        .status())
                .isEqualTo(303);
    }

    private int signIn(String password) {
        return new TestBrowser(api)
                .post("/sign-in", "email", address, "password", password)
                .status();
    }

    private List<JsonNode> entries(String query) {
        Answers answer = Answers.get(api.platform(), "/api/v1/audit?limit=200&" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("items").valueStream().toList();
    }

    private List<JsonNode> entries() {
        return entries("subject=account&q=" + address);
    }

    private static String text(JsonNode entry, String... path) {
        JsonNode node = entry;
        for (String name : path) {
            node = node.path(name);
        }
        return node.asString();
    }

    @Test
    void whoeverSignsInHasAnEntry() {
        signUp();
        assertThat(signIn(PASSWORD)).isEqualTo(303);

        assertThat(entries())
                .extracting(entry -> text(entry, "action") + " " + text(entry, "after", "method"))
                .containsExactly("account.signed-in password", "account.signed-in mail");
        JsonNode entry = entries().getFirst();
        assertThat(text(entry, "actor", "name")).isEqualTo(address);
        assertThat(text(entry, "subject", "name")).isEqualTo(address);
        assertThat(text(entry, "subject", "id")).isEqualTo(text(entry, "actor", "id"));
        assertThat(text(entry, "from")).isIn("127.0.0.1", "0::/64");
    }

    @Test
    void refusalsHaveOneEntryForEachReason() {
        signUp();
        AttemptWindow.awaitRoom();
        for (int tries = 0; tries < 5; tries++) {
            assertThat(signIn("wrong password " + tries)).isEqualTo(422);
        }
        assertThat(signIn(PASSWORD)).isEqualTo(429);
        assertThat(signIn(PASSWORD)).isEqualTo(429);

        assertThat(entries())
                .hasSize(3)
                .noneMatch(entry -> entry.toString().contains("wrong password 0")
                        || entry.toString().contains(PASSWORD))
                .extracting(entry -> text(entry, "action") + " " + text(entry, "actor", "kind") + " "
                        + text(entry, "subject", "kind") + " " + text(entry, "after", "reason"))
                .contains(
                        "account.sign-in-refused system account too-many-attempts",
                        "account.sign-in-refused system account wrong-password");
    }

    @Test
    void anAddressWithoutAnAccountIsNotKept() {
        assertThat(signIn(PASSWORD)).isEqualTo(422);

        assertThat(entries()).isEmpty();
        assertThat(entries("action=account.sign-in-refused"))
                .anySatisfy(entry -> assertThat(entry.path("subject").toString())
                        .isEqualTo("{\"kind\":\"account\",\"id\":null,\"name\":null}"));
    }

    @Test
    void aNetworkHasALimitedNumberOfRefusals() {
        try (RunningApi strict = RunningApi.start(api.database(), "usher.accounts.refusals-of-network.most=1")) {
            TestBrowser stranger = new TestBrowser(strict);
            signUp();
            for (String tried : List.of("bob-" + address, address)) {
                assertThat(stranger.post("/sign-in", "email", tried, "password", "wrong password")
                                .status())
                        .isEqualTo(422);
            }
        }

        assertThat(entries("action=account.sign-in-refused&q=" + address)).isEmpty();
    }

    /** Whoever deletes their account is not to be found by its address. */
    @Test
    void theEntriesOfADeletedAccountNameNobody() {
        signUp();
        String account = text(entries().getFirst(), "subject", "id");

        api.execute("delete from directory.account where id = ?::uuid", account);

        assertThat(entries()).isEmpty();
        assertThat(entries("subject=" + account))
                .hasSize(1)
                .allSatisfy(entry -> assertThat(text(entry, "subject", "name")).isEqualTo("erased"));
    }
}
