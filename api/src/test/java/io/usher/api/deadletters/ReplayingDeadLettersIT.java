package io.usher.api.deadletters;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReplayingDeadLettersIT extends DeadLetterScenario {

    private static final int CALLERS = 16;

    @Test
    void onlyThoseThatWaitAreReplayed() {
        Map<String, String> nothing = Map.of("state", "waiting", "reason", "no letter has this reason");
        assertThat(post(operator, PATH + "/replay", nothing).text()).isEqualTo("{\"replayed\":0,\"failed\":0}");
        for (String state : List.of("replayed", "deleted", "")) {
            Answers refused = post(operator, PATH + "/replay", Map.of("state", state));
            assertThat(refused.problem()).isEqualTo("400 invalid");
            assertThat(refused.fields()).containsExactly("state");
        }
    }

    @Test
    void aReplayPublishesTheRecordAsItWasNamingTheDeadLetter() {
        ConsumerRecord<byte[], byte[]> consumed = unreadable("as it was");
        setAside(consumed);
        JsonNode letter = awaitListed(1).getFirst();

        Answers replayed = post(operator, path(letter) + "/replay", "");

        assertThat(replayed.status()).as(replayed.text()).isEqualTo(200);
        assertThat(replayed.at("state")).isEqualTo("replayed");
        ConsumerRecord<byte[], byte[]> record = awaitPublished(1).getFirst();
        assertThat(record.key()).isEqualTo(consumed.key());
        assertThat(record.value()).isEqualTo(consumed.value());
        assertThat(record.partition()).isEqualTo(Topic.partitionOf(record.key()));
        assertThat(Arrays.copyOf(record.headers().toArray(), 3))
                .isEqualTo(consumed.headers().toArray());
        assertThat(Arrays.stream(record.headers().toArray())
                        .skip(3)
                        .map(header -> header.key() + "=" + new String(header.value(), UTF_8)))
                .containsExactly(DeadLetter.REPLAY_OF + "=" + letter.path("id").asString());
    }

    @Test
    void howeverManyAskItIsReplayedOnce() {
        JsonNode letter = waiting("once");

        List<String> answers = together(CALLERS, () -> {
            Answers answer = post(operator, path(letter) + "/replay", "");
            return answer.status() == 200 ? "200" : answer.problem();
        });
        publishAnother();

        assertThat(answers).hasSize(CALLERS).containsOnlyOnce("200");
        assertThat(answers.stream().filter(answer -> !answer.equals("200")))
                .containsOnly("409 dead-letter-not-waiting");
        assertThat(published().stream().filter(record -> new String(record.value(), UTF_8).equals("once")))
                .hasSize(1);
    }

    /** Something that is published after everything that was asked for before. */
    private void publishAnother() {
        setAside(unreadable("the last one"));
        awaitListed(2);
        JsonNode last = listed("&state=waiting").getFirst();
        assertThat(post(operator, path(last) + "/replay", "").status()).isEqualTo(200);
        await().atMost(SOON)
                .until(() -> published().stream()
                        .anyMatch(record -> new String(record.value(), UTF_8).equals("the last one")));
    }

    private static List<String> together(int callers, Callable<String> call) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                calls.add(threads.submit(call));
            }
            List<String> answers = new ArrayList<>();
            for (Future<String> one : calls) {
                answers.add(one.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theSameRequestUnderAKeyIsAnsweredAlike() {
        JsonNode letter = waiting("repeated");

        Answers first = post(operator, path(letter) + "/replay", "", "Idempotency-Key", mark);
        Answers second = post(operator, path(letter) + "/replay", "", "Idempotency-Key", mark);

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(second).extracting(Answers::status, Answers::text).containsExactly(200, first.text());
    }

    @Test
    void aCorrectedRecordIsReplayedCorrected() {
        JsonNode letter = waiting("wrong");

        assertThat(patch(operator, path(letter), Map.of("payload", "right")).status())
                .isEqualTo(200);
        assertThat(post(operator, path(letter) + "/replay", "").status()).isEqualTo(200);

        assertThat(awaitPublished(1).getFirst().value()).asString(UTF_8).isEqualTo("right");
    }

    @Test
    void aReplayThatFailsAgainIsANewDeadLetterNamingTheOldOne() {
        send(new ProducerRecord<>(
                Topic.ACCEPTANCES_DECIDED.topicName(), 0, mark.getBytes(UTF_8), ("no event " + mark).getBytes(UTF_8)));
        JsonNode letter = awaitListed(1).getFirst();
        assertThat(letter.path("consumer").asString()).isEqualTo("/usher/api");
        assertThat(letter.path("replayOf").isNull()).isTrue();

        assertThat(post(operator, path(letter) + "/replay", "").status()).isEqualTo(200);

        List<JsonNode> both = awaitListed(2);
        assertThat(both.getFirst().path("replayOf").asString())
                .isEqualTo(letter.path("id").asString());
        assertThat(both.getFirst().path("state").asString()).isEqualTo("waiting");
        assertThat(both.getLast().path("state").asString()).isEqualTo("replayed");
    }

    @Test
    void allThatMatchAFilterAreReplayedOnce() {
        for (int i = 0; i < 3; i++) {
            setAside(unreadable("number " + i));
        }
        ProducerRecord<byte[], byte[]> cut = DeadLetter.of(
                        unreadable("cut"), "unknown event type " + mark, Source.API, Instant.now())
                .getFirst();
        cut.headers().add(DeadLetter.TRUNCATED, "key".getBytes(UTF_8));
        send(cut);
        awaitListed(4);

        List<String> answers = together(2, () -> {
            Answers answer = post(operator, PATH + "/replay", Map.of("reason", mark));
            return answer.status() + " " + answer.at("replayed");
        });

        assertThat(answers).allMatch(answer -> answer.startsWith("200"));
        assertThat(answers.stream()
                        .mapToInt(answer -> Integer.parseInt(answer.substring(4)))
                        .sum())
                .isEqualTo(3);
        Answers again = post(operator, PATH + "/replay", Map.of("reason", mark, "topic", TOPIC.topicName()));
        assertThat(again.json().toString()).isEqualTo("{\"replayed\":0,\"failed\":1}");
        assertThat(awaitPublished(3)).hasSize(3);
        JsonNode left = listed("&state=waiting").getFirst();
        assertThat(post(operator, path(left) + "/replay", "").problem()).isEqualTo("409 dead-letter-truncated");
        assertThat(get(operator, path(left)).at("state")).isEqualTo("waiting");
    }

    @Test
    void whatIsLargerThanUsherPublishesGoesOnWaiting() {
        JsonNode letter = waiting("x".repeat(1_000_001));

        assertThat(post(operator, path(letter) + "/replay", "").problem()).isEqualTo("422 dead-letter-too-large");
        assertThat(shown(letter).path("state").asString()).isEqualTo("waiting");
    }

    @Test
    void manyAreReplayedInSteps() {
        int many = 1_201;
        for (int i = 0; i < many; i++) {
            var unused = producer.send(DeadLetter.of(unreadable("number " + i), mark, Source.API, Instant.now())
                    .getFirst());
        }
        producer.flush();
        await().atMost(SOON)
                .until(() -> get(operator, PATH + "?limit=1&q=number " + (many - 1) + "&reason=" + mark)
                        .text()
                        .contains(mark));

        Answers answer = post(operator, PATH + "/replay", Map.of("q", mark));

        assertThat(answer.json().path("replayed").asInt()).as(answer.text()).isEqualTo(many);
        assertThat(awaitPublished(many).stream().map(record -> new String(record.value(), UTF_8)))
                .as("in their order")
                .containsExactlyElementsOf(
                        IntStream.range(0, many).mapToObj(i -> "number " + i).toList());
    }

    @Test
    void anotherStartGoesOnWhereTheFirstEnded() {
        Database database = TestServers.freshDatabase();
        try (RunningApi first = RunningApi.start(database)) {
            setAside(unreadable("first"));
            await().atMost(SOON).until(() -> letters(first) == 1);
        }
        setAside(unreadable("second"));
        try (RunningApi second = RunningApi.start(database)) {
            await().atMost(SOON).until(() -> letters(second) == 2);
        }
    }

    private int letters(RunningApi one) {
        return get(one.platform(), PATH + "?q=" + mark).json().path("items").size();
    }
}
