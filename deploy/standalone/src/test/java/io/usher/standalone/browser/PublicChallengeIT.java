package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A stranger opens the link of a public challenge. */
class PublicChallengeIT extends BrowserScenario {

    @Test
    void aStrangerIsInAfterOneMailAndComesBackWithTheirPassword() throws SQLException {
        String organization = organization("Acme Academy", 10);
        post("/organizations/%s/teams".formatted(organization), "{\"name\": \"Finalists\"}");
        post(
                "/organizations/%s/courses".formatted(organization),
                "{\"name\": \"Kafka from zero\", \"kind\": \"path\"}");
        JsonNode challenge = invitation(organization, """
                "name": "Spring challenge", "quota": 5, "teams": ["Finalists"], "courses": ["Kafka from zero"]""");
        String email = address("ada");

        Visitor ada = visitor(Look.PHONE).open(link(challenge));
        ada.sees("Spring challenge").picture("landing").isAccessible().goOn();
        ada.headed("Accept the invitation").picture("join").isAccessible();
        ada.page().locator("#email").fill(email);
        ada.submit("/proof").picture("sent").isAccessible();
        ada.open(mailbox(email).link("", "/proof/")).picture("proof").isAccessible();
        ada.page().locator("#firstName").fill("Ada");
        ada.page().locator("#lastName").fill("Lovelace");
        try (Connection slow = slowDecisions(challenge)) {
            showsItsPassword(ada);
            ada.acceptAsNew().sees(text("outcome.pending")).picture("pending").isAccessible();
            long loads = ada.loads();
            slow.rollback();
            ada.sees(text("outcome.accepted")).sees("Finalists").sees("Kafka from zero");
            assertThat(ada.loads()).as("without a reload").isEqualTo(loads);
        }
        ada.picture("accepted").isAccessible();

        ada.submit("/sign-out").picture("signed-out").isAccessible();
        ada.signIn(email, PASSWORD).open("/me");
        assertThat(ada.path()).isEqualTo("/me");
        ada.sees("Acme Academy").sees("Finalists").picture("me").isAccessible();
    }

    /** Requests for this invitation are in the queue and not decided until this is rolled back. */
    private static Connection slowDecisions(JsonNode invitation) throws SQLException {
        Connection connection = usher.place().database().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select from directory.invitation where id = '%s' for update".formatted(id(invitation)));
        }
        return connection;
    }

    private static void showsItsPassword(Visitor visitor) {
        assertThat(visitor.field("New password").getAttribute("type")).isEqualTo("password");
        visitor.press("Show password").isAccessible();
        assertThat(visitor.field("New password").getAttribute("type")).isEqualTo("text");
        assertThat(visitor.button("Show password").getAttribute("aria-pressed")).isEqualTo("true");
    }
}
