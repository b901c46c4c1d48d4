package io.usher.api.deadletters;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class AuditedDeadLettersIT extends DeadLetterScenario {

    private static final String ADDRESS = "ada@example.com";

    private final Answers key =
            post(operator, "/api/v1/api-keys", Map.of("name", "night shift", "scopes", List.of("ops")));
    private final WebTestClient caller = api.as(key.at("secret"));

    @Test
    void changesReplaysAndDeletionsAreEntriesWithoutThePayload() {
        JsonNode letter = waiting("{\"email\": \"%s\"}".formatted(ADDRESS));

        assertThat(patch(caller, path(letter), Map.of("payload", "right")).status())
                .isEqualTo(200);
        assertThat(post(caller, path(letter) + "/replay", "").status()).isEqualTo(200);
        assertThat(delete(caller, path(letter)).status()).isEqualTo(204);

        List<JsonNode> entries = entries("subject=" + letter.path("id").asString());
        assertThat(entries)
                .extracting(entry -> entry.path("action").asString())
                .containsExactly("dead-letter.deleted", "dead-letter.replayed", "dead-letter.changed");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.path("actor").path("id").asString()).isEqualTo(key.at("id"));
            assertThat(entry.path("actor").path("name").asString()).isEqualTo("night shift");
            assertThat(entry.path("subject").path("kind").asString()).isEqualTo("dead-letter");
            assertThat(entry.path("subject").path("name").asString()).isEqualTo(TOPIC.topicName());
            assertThat(entry.path("at").asString("")).isNotEmpty();
            assertThat(entry.path("from").asString("")).isNotEmpty();
            assertThat(entry.toString()).doesNotContain(ADDRESS, "right", mark);
        });
        assertThat(entries.getFirst().path("before").path("state").asString()).isEqualTo("replayed");
        assertThat(entries.getFirst().path("after").path("state").asString()).isEqualTo("deleted");
        assertThat(entries.getLast().path("before").path("payloadBytes").asInt())
                .isEqualTo(28);
        assertThat(entries.getLast().path("after").path("payloadBytes").asInt()).isEqualTo(5);
    }

    @Test
    void whatChangesNothingIsNoEntry() {
        JsonNode letter = waiting("once");
        String subject = "subject=" + letter.path("id").asString();

        for (int i = 0; i < 2; i++) {
            assertThat(delete(caller, path(letter)).status()).isEqualTo(204);
        }
        assertThat(patch(caller, path(letter), Map.of("payload", "late")).problem())
                .isEqualTo("409 dead-letter-not-waiting");
        assertThat(post(caller, path(letter) + "/replay", "").problem()).isEqualTo("409 dead-letter-not-waiting");

        assertThat(entries(subject))
                .extracting(entry -> entry.path("action").asString())
                .containsExactly("dead-letter.deleted");
    }

    @Test
    void aReplayOfManyIsOneEntryWithWhatWasAskedForAndHowManyThereWere() {
        for (int i = 0; i < 2; i++) {
            setAside(unreadable("mail of " + ADDRESS));
        }
        ProducerRecord<byte[], byte[]> cut = DeadLetter.of(
                        unreadable("cut"), "unknown event type " + mark, Source.API, Instant.now())
                .getFirst();
        cut.headers().add(DeadLetter.TRUNCATED, new byte[] {'k', 'e', 'y'});
        send(cut);
        awaitListed(3);

        assertThat(post(caller, PATH + "/replay", Map.of("topic", TOPIC.topicName(), "reason", "unknown", "q", mark))
                        .json()
                        .toString())
                .isEqualTo("{\"replayed\":2,\"failed\":1}");

        assertThat(entries("actor=key:" + key.at("id"))).singleElement().satisfies(entry -> {
            assertThat(entry.path("action").asString()).isEqualTo("dead-letter.replayed");
            assertThat(entry.path("subject").path("name").asString()).isEqualTo(TOPIC.topicName());
            assertThat(entry.path("after").path("replayed").asInt()).isEqualTo(2);
            assertThat(entry.path("after").path("failed").asInt()).isEqualTo(1);
            assertThat(entry.path("after").path("reason").asString()).isEqualTo("unknown");
            assertThat(entry.path("after").path("q").asBoolean()).isTrue();
            assertThat(entry.toString()).doesNotContain(ADDRESS, mark);
        });
    }

    /** They are replayed in several transactions. */
    @Test
    void howeverManyTheyAreItIsOneEntry() {
        int many = 501;
        for (int i = 0; i < many; i++) {
            var unused = producer.send(DeadLetter.of(unreadable("number " + i), mark, Source.API, Instant.now())
                    .getFirst());
        }
        producer.flush();
        await().atMost(SOON)
                .until(() -> get(operator, PATH + "?limit=1&q=number " + (many - 1) + "&reason=" + mark)
                        .text()
                        .contains(mark));

        assertThat(post(caller, PATH + "/replay", Map.of("reason", mark)).status())
                .isEqualTo(200);

        assertThat(entries("actor=key:" + key.at("id"))).singleElement().satisfies(entry -> {
            assertThat(entry.path("action").asString()).isEqualTo("dead-letter.replayed");
            assertThat(entry.path("after").path("replayed").asInt()).isEqualTo(many);
        });
    }

    private List<JsonNode> entries(String query) {
        Answers page = get(operator, "/api/v1/audit?limit=200&" + query);
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        return page.json().path("items").valueStream().toList();
    }
}
