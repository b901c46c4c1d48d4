package io.usher.api.deadletters;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class DeadLettersIT extends DeadLetterScenario {

    @Test
    void aRecordThatWasSetAsideTwiceIsListedOnceWithWhatItHeld() {
        ConsumerRecord<byte[], byte[]> consumed = unreadable("{\"name\": \"<b>Zoë</b>\"}");
        setAside(consumed);
        setAside(consumed);
        setAside(unreadable("another one"));

        JsonNode letter = awaitListed(2).getLast();

        assertThat(letter.path("topic").asString()).isEqualTo("onboarding.invitees");
        assertThat(letter.path("partition").asInt()).isEqualTo(5);
        assertThat(letter.path("offset").asLong()).isEqualTo(consumed.offset());
        assertThat(letter.path("consumer").asString()).isEqualTo("/usher/notifier-worker");
        assertThat(letter.path("reason").asString()).isEqualTo("unknown event type " + mark);
        assertThat(letter.path("state").asString()).isEqualTo("waiting");
        assertThat(letter.has("payload")).isFalse();
        JsonNode whole = shown(letter);
        assertThat(whole.path("payload").asString()).isEqualTo("{\"name\": \"<b>Zoë</b>\"}");
        assertThat(whole.path("payloadEncoding").asString()).isEqualTo("utf-8");
        assertThat(whole.path("key").asString()).isEqualTo("key-" + mark);
        assertThat(whole.path("headers").valueStream().map(JsonNode::toString))
                .containsExactly(
                        "{\"name\":\"ce_type\",\"value\":\"io.usher.invitee.teleported.v1\",\"valueEncoding\":\"utf-8\"}",
                        "{\"name\":\"trace\",\"value\":\"/wA=\",\"valueEncoding\":\"base64\"}",
                        "{\"name\":\"trace\",\"value\":\"second\",\"valueEncoding\":\"utf-8\"}");
    }

    @Test
    void bytesThatAreNoTextAreShownInBase64() {
        byte[] bytes = {(byte) 0xc3, 0x28, 0, 'x'};
        setAside(unreadable(bytes));

        JsonNode whole = shown(awaitListed(1).getFirst());

        assertThat(whole.path("payloadEncoding").asString()).isEqualTo("base64");
        assertThat(Base64.getDecoder().decode(whole.path("payload").asString())).isEqualTo(bytes);
    }

    @Test
    void whateverIsOnATopicOfDeadLettersIsListedAndStopsNothing() {
        ProducerRecord<byte[], byte[]> foreign = new ProducerRecord<>(TOPIC.deadLetters(), null, (byte[]) null);
        foreign.headers()
                .add("dead-letter-offset", "-1".getBytes(UTF_8))
                .add("dead-letter-timestamp", "+999999999-12-31T23:59:59Z".getBytes(UTF_8))
                .add("bad\0name", null)
                .add("dead-letter-replay-of", "nothing".getBytes(UTF_8))
                .add("dead-letter-reason", (mark + "\0\uFFFF").getBytes(UTF_8));
        send(foreign);
        setAside(unreadable("a real one"));

        List<JsonNode> letters = awaitListed(2);

        assertThat(letters.getLast().path("topic").asString()).isEqualTo(TOPIC.topicName());
        assertThat(shown(letters.getLast()).path("payload").isNull()).isTrue();
    }

    @Test
    void withoutTheScopeNothingIsVisible() {
        String organization = api.organization("Curious").get("id").asString();
        WebTestClient tenant = api.as(api.key(organization, "members:write", "invitations:write", "statistics:read"));
        WebTestClient platform = api.as(post(
                        operator,
                        "/api/v1/api-keys",
                        Map.of("name", "x", "scopes", List.of("organizations:write", "members:write")))
                .at("secret"));
        String path = path(waiting("secret things"));

        for (WebTestClient client : List.of(tenant, platform)) {
            for (String one : List.of(path, PATH + "/" + UUID.randomUUID(), PATH + "/nonsense")) {
                assertThat(get(client, one).problem()).isEqualTo("403 forbidden");
                assertThat(patch(client, one, Map.of("payload", "x")).problem()).isEqualTo("403 forbidden");
                assertThat(post(client, one + "/replay", "").problem()).isEqualTo("403 forbidden");
                assertThat(delete(client, one).problem()).isEqualTo("403 forbidden");
            }
            assertThat(get(client, PATH + "?state=nonsense").problem()).isEqualTo("403 forbidden");
            assertThat(post(client, PATH + "/replay", Map.of()).problem()).isEqualTo("403 forbidden");
        }
        assertThat(get(api.anonymous(), path).problem()).isEqualTo("401 unauthorized");
        assertThat(listed("&state=waiting")).hasSize(1);
    }

    @Test
    void theListIsFilteredAndHasPages() {
        for (int i = 1; i <= 3; i++) {
            setAside(unreadable("Underscore_" + i + "%"));
        }
        awaitListed(3);
        String q = "&q=" + mark;

        assertThat(get(operator, PATH + "?q=UNDERSCORE_2%").json().path("items").size())
                .isEqualTo(1);
        assertThat(get(operator, PATH + "?q=underscore.2").json().path("items").size())
                .isZero();
        assertThat(get(operator, PATH + "?reason=EVENT TYPE " + mark)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(3);
        assertThat(get(operator, PATH + "?topic=onboarding.emails" + q)
                        .json()
                        .path("items")
                        .size())
                .isZero();
        assertThat(get(operator, PATH + "?topic=onboarding.invitees&state=waiting" + q)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(3);
        Answers first = get(operator, PATH + "?limit=2" + q);
        Answers second = get(operator, PATH + "?limit=2" + q + "&cursor=" + first.at("next"));
        assertThat(first.json().path("items").size()).isEqualTo(2);
        assertThat(second.json().path("items").size()).isEqualTo(1);
        assertThat(second.json().path("next").isNull()).isTrue();
        assertThat(first.json().at("/items/0/setAsideAt").asString())
                .isGreaterThanOrEqualTo(second.json().at("/items/0/setAsideAt").asString());
        assertThat(get(operator, PATH + "?state=lost").fields()).containsExactly("state");
        assertThat(get(operator, PATH + "?cursor=lost").fields()).containsExactly("cursor");
    }

    @Test
    void whatIsDeletedKeepsNothingOfTheRecordAndDoesNotComeBack() {
        ConsumerRecord<byte[], byte[]> consumed = unreadable("ada@example.com");
        setAside(consumed);
        JsonNode letter = awaitListed(1).getFirst();

        assertThat(delete(operator, path(letter)).status()).isEqualTo(204);
        assertThat(delete(operator, path(letter)).status()).isEqualTo(204);
        setAside(consumed);
        setAside(unreadable("the next one"));
        awaitListed(2);

        JsonNode whole = shown(letter);
        assertThat(whole.path("state").asString()).isEqualTo("deleted");
        assertThat(whole.path("payload").isNull()).isTrue();
        assertThat(whole.path("key").isNull()).isTrue();
        assertThat(whole.path("headers").size()).isZero();
        assertThat(patch(operator, path(letter), Map.of("payload", "x")).problem())
                .isEqualTo("409 dead-letter-not-waiting");
        assertThat(post(operator, path(letter) + "/replay", "").problem()).isEqualTo("409 dead-letter-not-waiting");
        assertThat(delete(operator, PATH + "/" + UUID.randomUUID()).problem()).isEqualTo("404 not-found");
    }

    @Test
    void thePayloadIsChangedAsTextOrBytes() {
        JsonNode letter = waiting("wrong");
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("payload", null);

        assertThat(patch(operator, path(letter), Map.of("payload", "/w==", "payloadEncoding", "base64"))
                        .at("payloadEncoding"))
                .isEqualTo("base64");
        assertThat(patch(operator, path(letter), Map.of("payload", "right ✓")).at("payload"))
                .isEqualTo("right ✓");
        assertThat(shown(letter).path("payloadEncoding").asString()).isEqualTo("utf-8");
        assertThat(patch(operator, path(letter), Map.of("payload", "-", "payloadEncoding", "base64"))
                        .fields())
                .containsExactly("payload");
        assertThat(patch(operator, path(letter), Map.of("reason", "none")).problem())
                .isEqualTo("400 malformed");
        assertThat(patch(operator, path(letter), nothing).json().path("payload").isNull())
                .isTrue();
    }

    @Test
    void oldOnesAreForgotten() {
        JsonNode letter = waiting("old");
        forgetOldOnes();
        assertThat(get(operator, path(letter)).status()).isEqualTo(200);

        Long aged = api.context()
                .getBean(DatabaseClient.class)
                .sql("update directory.dead_letter set set_aside_at = set_aside_at - interval '40 days' where id = :id")
                .bind("id", UUID.fromString(letter.path("id").asString()))
                .fetch()
                .rowsUpdated()
                .block();
        assertThat(aged).isEqualTo(1);
        forgetOldOnes();
        assertThat(get(operator, path(letter)).status()).isEqualTo(404);
    }

    private void forgetOldOnes() {
        assertThat(api.context()
                        .getBean(DeadLetters.class)
                        .forgetBefore(Instant.now().minus(Duration.ofDays(30)), 500)
                        .block())
                .isNotNull();
    }

    @Test
    void everyTopicOfDeadLettersIsCollected() {
        for (Topic topic : Topic.values()) {
            ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic.deadLetters(), mark.getBytes(UTF_8));
            send(letter);
        }

        assertThat(awaitListed(Topic.values().length).stream()
                        .map(letter -> letter.path("topic").asString()))
                .containsExactlyInAnyOrder(
                        Arrays.stream(Topic.values()).map(Topic::topicName).toArray(String[]::new));
    }
}
