package io.usher.api.invitations;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.outbox.Published;
import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** However many people are on an invitation: what it costs to show, change and publish it does not grow. */
class ManyInviteesIT {

    private static final int SHOWN = 1000;
    private static final int INVITED_AT_ONCE = 10_000;

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Crowded " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id + "/invitations";
    private final WebTestClient caller = api.as(api.key(id, "invitations:write", "statistics:read"));

    @Test
    void aHundredThousandInviteesMakeNoEventLarge() {
        Answers made = post(caller, path, Map.of("name", "Crowded", "emails", List.of("first@x.io", "second@x.io")));
        invite(made.at("id"), 100_000);

        Answers renamed = patch(caller, made.header("Location"), named("Renamed"));
        Answers narrowed = patch(
                caller,
                made.header("Location"),
                Map.of("emails", emails(renamed).subList(1, SHOWN)));

        assertThat(renamed.status()).isEqualTo(200);
        assertThat(emails(renamed)).hasSize(SHOWN).startsWith("first@x.io", "second@x.io", "p1@x.io");
        assertThat(emails(narrowed)).hasSize(SHOWN).startsWith("second@x.io").endsWith("p999@x.io");
        assertThat(invitees(made.at("id"))).isEqualTo(100_001);
        assertThat(get(caller, made.header("Location")).json()).isEqualTo(narrowed.json());
        try (Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
            await().atMost(LATER)
                    .untilAsserted(() -> assertThat(published.of(made.at("id"))).hasSize(3));
            assertThat(published.of(made.at("id")))
                    .allSatisfy(event -> assertThat(bytes(event)).isLessThan(1000));
        }
    }

    @Test
    void thousandsOfAddressesAreOneRequest() {
        List<String> people = IntStream.range(0, 2500)
                .mapToObj(i -> "person" + i + "@example.com")
                .toList();

        Answers made = post(caller, path, Map.of("name", "Many", "emails", people, "sendEmails", false));

        assertThat(made.status()).isEqualTo(201);
        assertThat(emails(made)).isEqualTo(people.subList(0, SHOWN));
        assertThat(get(caller, made.header("Location")).json()).isEqualTo(made.json());
        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(LATER)
                    .untilAsserted(() -> assertThat(published.of(made.at("id"))).hasSize(people.size()));
        }
    }

    @Test
    void listsShowFewOfThemAndHowManyThereAre() {
        Answers made = post(
                caller, path, Map.of("name", "Listed", "emails", List.of("@corp.com", "first@x.io", "second@x.io")));
        invite(made.at("id"), 5000);

        JsonNode listed = get(caller, path + "?q=Listed").json().at("/items/0");

        assertThat(made.at("invitees")).isEqualTo("2");
        assertThat(listed.path("invitees").asInt()).isEqualTo(5002);
        assertThat(listed.path("emails").valueStream().map(JsonNode::asString))
                .hasSize(10)
                .startsWith("*@corp.com", "first@x.io", "second@x.io", "p1@x.io");
        assertThat(listed.path("mode").asString()).isEqualTo("mixed");
        assertThat(statistics(made.at("id")).path("invited").asInt()).isEqualTo(5002);
    }

    @Test
    void theCountOfInviteesFollowsThoseWhoLeave() {
        Answers made = post(caller, path, Map.of("name", "Left", "emails", List.of("first@x.io", "second@x.io")));

        Answers fewer = patch(caller, made.header("Location"), Map.of("emails", List.of("second@x.io")));

        assertThat(fewer.at("invitees")).isEqualTo("1");
        assertThat(statistics(made.at("id")).path("invited").asInt())
                .as("were invited, whatever became of it")
                .isEqualTo(2);
    }

    private JsonNode statistics(String invitation) {
        return get(caller, "/api/v1/invitations/" + invitation + "/stats").json();
    }

    @Test
    void anInvitationIsFoundByTheWholeAddressOfAnyInvitee() {
        Answers made = post(caller, path, Map.of("name", "Found", "emails", List.of("first@x.io")));
        invite(made.at("id"), 2000);

        assertThat(get(caller, path + "?q=P2000@x.io")
                        .json()
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("Found");
        assertThat(get(caller, path + "?q=p2001@x.io").json().path("items").isEmpty())
                .isTrue();
    }

    private static List<String> emails(Answers invitation) {
        return invitation
                .json()
                .path("emails")
                .valueStream()
                .map(email -> email.asString())
                .toList();
    }

    private static int bytes(Event event) {
        return EventCodec.encode(new EventMessage(UUID.randomUUID().toString(), Source.API, Instant.EPOCH, event))
                .value()
                .length;
    }

    /** As if they had been added one after the other; in statements that end in time on a busy machine. */
    private void invite(String invitation, int people) {
        DatabaseClient database = api.context().getBean(DatabaseClient.class);
        for (int first = 1; first <= people; first += INVITED_AT_ONCE) {
            database.sql("""
                            insert into directory.invitee (id, invitation_id, organization_id, address, email, invited_by, invited_at)
                            select uuidv7(interval '1 day' + n * interval '1 ms'), i.id, i.organization_id,
                                'p' || n || '@x.io', 'p' || n || '@x.io', 'key:test', now()
                            from directory.invitation i, generate_series(:first, :last) n where i.id = :invitation::uuid""")
                    .bind("invitation", invitation)
                    .bind("first", first)
                    .bind("last", Math.min(people, first + INVITED_AT_ONCE - 1))
                    .then()
                    .block(LATER);
        }
    }

    private long invitees(String invitation) {
        Long rows = api.context()
                .getBean(DatabaseClient.class)
                .sql(
                        "select count(*) from directory.invitee where invitation_id = :invitation::uuid and cancelled_at is null")
                .bind("invitation", invitation)
                .mapValue(Long.class)
                .one()
                .block(LATER);
        return rows == null ? -1 : rows;
    }
}
