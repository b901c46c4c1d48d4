package io.usher.api.mails;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.outbox.Published;
import io.usher.contract.event.EmailCommand.EmailSuppressionRemovalRequested;
import io.usher.contract.event.Event;
import io.usher.contract.kafka.Topic;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The addresses that an organization does not write to, as its admins see them. */
class SuppressionsIT {

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Suppressing " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id + "/suppressions";
    private final WebTestClient admin = api.as(api.key(id, "members:write"));

    @Test
    void theyAreListedByAddressInPagesAndSearched() {
        List<String> addresses =
                IntStream.range(0, 5).mapToObj("p%d@example.com"::formatted).toList();
        addresses.forEach(address -> suppress(id, address, "unsubscribed"));
        suppress(id, "zoe@example.org", "bounced");
        SuppressedRows.addErased(api.database(), UUID.fromString(id), "p5@example.com", "unsubscribed");
        suppress(api.organization("Other " + System.nanoTime()).get("id").asString(), "p9@example.com", "bounced");

        JsonNode first = get(admin, path + "?limit=4").json();
        assertThat(addressesOf(first)).isEqualTo(addresses.subList(0, 4));
        JsonNode second = get(
                        admin, path + "?limit=4&cursor=" + first.path("next").asString())
                .json();
        assertThat(addressesOf(second)).containsExactly("p4@example.com", "zoe@example.org");
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(addressesOf(get(admin, path + "?q=EXAMPLE.org").json())).containsExactly("zoe@example.org");
        assertThat(get(admin, path + "?q=%25").json().path("items")).isEmpty();
        PageRequest of = new PageRequest(path, 1, null);
        assertThat(get(admin, path + "?cursor=" + of.cursor(Order.BY_TEXT, "z")).status())
                .isEqualTo(200);
        assertThat(get(admin, path + "?cursor=" + of.cursor(Order.BY_TEXT, "z\0"))
                        .status())
                .as("text that cannot be stored")
                .isEqualTo(400);
        assertThat(second.path("items").path(1).path("reason").asString()).isEqualTo("bounced");
    }

    @Test
    void whoIsToBeWrittenToAgainIsPassedOnAndKeptInTheAuditLog() {
        suppress(id, "ada@example.com", "bounced");

        assertThat(delete(admin, path + "/Ada@Example.com").status()).isEqualTo(202);

        await().atMost(LATER)
                .untilAsserted(() -> assertThat(removals())
                        .extracting(EmailSuppressionRemovalRequested::address)
                        .containsExactly("ada@example.com"));
        assertThat(get(admin, "/api/v1/organizations/" + id + "/audit?action=email.suppression-removal-requested")
                        .json()
                        .path("items"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.at("/subject/name").asString()).isEqualTo("ada@example.com");
                    assertThat(entry.at("/before/reason").asString()).isEqualTo("bounced");
                });
    }

    @Test
    void whoWasErasedIsFoundByTheirAddress() {
        SuppressedRows.addErased(api.database(), UUID.fromString(id), "ada@example.com", "unsubscribed");

        assertThat(delete(admin, path + "/Ada@Example.com").status()).isEqualTo(202);

        await().atMost(LATER)
                .untilAsserted(() -> assertThat(removals())
                        .extracting(EmailSuppressionRemovalRequested::address)
                        .containsExactly("ada@example.com"));
    }

    @Test
    void whatIsNotThereOrNotTheirsCannotBeDeleted() {
        String foreign =
                api.organization("Foreign " + System.nanoTime()).get("id").asString();
        suppress(foreign, "ada@example.com", "bounced");

        assertThat(delete(admin, path + "/ada@example.com").problem()).isEqualTo("404 not-found");
        assertThat(delete(admin, path + "/nobody").problem()).isEqualTo("404 not-found");
        assertThat(delete(admin, "/api/v1/organizations/" + foreign + "/suppressions/ada@example.com")
                        .problem())
                .isEqualTo("404 not-found");
        WebTestClient reader = api.as(api.key(id, "invitations:write"));
        assertThat(get(reader, path).problem()).isEqualTo("403 forbidden");
        assertThat(delete(reader, path + "/ada@example.com").problem()).isEqualTo("403 forbidden");
    }

    private List<EmailSuppressionRemovalRequested> removals() {
        try (Published published = Published.fromTheBeginning(Topic.EMAILS_REQUESTED)) {
            List<Event> events = published.of(id);
            return events.stream()
                    .map(EmailSuppressionRemovalRequested.class::cast)
                    .toList();
        }
    }

    private static List<String> addressesOf(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(one -> one.path("address").asString())
                .toList();
    }

    private void suppress(String organization, String address, String reason) {
        SuppressedRows.add(api.database(), UUID.fromString(organization), address, reason);
    }
}
