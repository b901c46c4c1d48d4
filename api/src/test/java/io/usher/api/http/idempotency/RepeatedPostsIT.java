package io.usher.api.http.idempotency;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.post;
import static io.usher.api.RunningApi.served;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

class RepeatedPostsIT extends RepeatingScenario {

    @Test
    void theSameRequestHasOneEffectAndOneAnswer() {
        Answers first = post(caller, path + "/invitations", named("Once"), HEADER, key);
        Answers again = post(caller, path + "/invitations", "{ \"name\" : \"Once\" }", HEADER, key);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("ETag")).isEqualTo("\"1\"");
        assertThat(get(caller, path + "/invitations").json().path("items").size())
                .isOne();
    }

    @Test
    void anotherRequestWithTheKeyIsRefused() {
        assertThat(post(caller, path + "/teams", named("A"), HEADER, key).status())
                .isEqualTo(201);

        assertThat(post(caller, path + "/teams", named("B"), HEADER, key).problem())
                .isEqualTo("422 idempotency-key-reused");
        assertThat(post(caller, path + "/roles", named("A"), HEADER, key).problem())
                .isEqualTo("422 idempotency-key-reused");
    }

    @Test
    void aKeyIsItsCallersOwn() {
        assertThat(post(caller, path + "/teams", named("A"), HEADER, key).status())
                .isEqualTo(201);

        assertThat(post(api.platform(), path + "/teams", named("B"), HEADER, key)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aRefusalIsRepeatedEvenWhenItsReasonIsGone() {
        Map<String, Object> body = Map.of("name", "x", "teams", List.of("late"));
        Answers refused = post(caller, path + "/invitations", body, HEADER, key);
        assertThat(refused.problem()).isEqualTo("422 unknown-team");
        assertThat(post(caller, path + "/teams", named("late")).status()).isEqualTo(201);

        Answers again = post(caller, path + "/invitations", body, HEADER, key);

        assertThat(again.problem()).isEqualTo("422 unknown-team");
        assertThat(again.text()).isEqualTo(refused.text());
        assertThat(again.header("Content-Type")).isEqualTo(refused.header("Content-Type"));
        assertThat(post(caller, path + "/invitations", named("another"), HEADER, key)
                        .problem())
                .isEqualTo("422 idempotency-key-reused");
        assertThat(post(caller, path + "/invitations", body).status()).isEqualTo(201);
    }

    @Test
    void ofManyAtTheSameTimeOneHasTheEffectAndAllHaveItsAnswer() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answers>> sent = IntStream.range(0, 24)
                    .mapToObj(i -> callers.submit(() ->
                            served(() -> post(caller, path + "/teams", named("Race"), HEADER, key), Answers::status)))
                    .toList();
            String first = sent.getFirst().get().text();
            for (Future<Answers> answer : sent) {
                assertThat(answer.get().status()).isEqualTo(201);
                assertThat(answer.get().text()).isEqualTo(first);
            }
        }
        assertThat(get(caller, path + "/teams").json().path("items").size()).isOne();
    }

    @Test
    void ofTwoRequestsWithOneKeyAtTheSameTimeOnInstancesOfTheirOwnOneIsServed() throws Exception {
        try (RunningApi second = RunningApi.start(api.database());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            String holder = api.key(id, "teams:write");
            List<WebTestClient> instances = List.of(api.as(holder), second.as(holder));
            for (int round = 0; round < 20; round++) {
                String shared = UUID.randomUUID().toString();
                String name = "Pair " + round + " ";
                List<Future<Answers>> pair = IntStream.range(0, 2)
                        .mapToObj(i -> callers.submit(() -> served(
                                () -> post(instances.get(i), path + "/teams", named(name + i), HEADER, shared),
                                Answers::status)))
                        .toList();
                List<Integer> statuses =
                        List.of(pair.get(0).get().status(), pair.get(1).get().status());

                assertThat(statuses).as("round %d", round).containsExactlyInAnyOrder(201, 422);
            }
        }
        assertThat(get(caller, path + "/teams?limit=200").json().path("items").size())
                .isEqualTo(20);
    }

    @Test
    void aRepeatedSecretIsShownToItsCallerAndNotToTheDatabase() {
        Map<String, Object> body = Map.of("name", "x", "scopes", List.of("invitations:write"));
        Answers first = post(caller, path + "/api-keys", body, HEADER, key);

        assertThat(post(caller, path + "/api-keys", body, HEADER, key).at("secret"))
                .isEqualTo(first.at("secret"));
        assertThat(database.sql("select answer from directory.idempotent_answer")
                        .map(row -> new String(new Columns(row).bytes("answer"), ISO_8859_1))
                        .all()
                        .collectList()
                        .block())
                .isNotEmpty()
                .noneMatch(answer -> answer.contains("usher_"));
    }

    @Test
    void anInvalidKeyIsRefused() {
        assertThat(post(caller, path + "/teams", named("A"), HEADER, "ümlaut").fields())
                .containsExactly(HEADER);
        assertThat(post(caller, path + "/teams", named("A"), HEADER, "k".repeat(256))
                        .problem())
                .isEqualTo("400 invalid");
    }
}
