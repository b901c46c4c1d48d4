package io.usher.api.http.idempotency;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.Refusal;
import io.usher.runtime.Columns;
import io.usher.servers.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

class RepeatedPostsIT {

    private static final String HEADER = "Idempotency-Key";

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Repeating " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id;
    private final WebTestClient caller = api.as(api.key(id, "invitations:write", "members:write", "teams:write"));
    private final DatabaseClient database = api.context().getBean(DatabaseClient.class);
    private final String key = UUID.randomUUID().toString();

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
    void anErasureIsAPostLikeAnyOther() {
        assertThat(erase("ada@example.com").status()).isEqualTo(202);

        assertThat(erase("ada@example.com").status()).isEqualTo(202);
        assertThat(erase("bob@example.com").problem()).isEqualTo("422 idempotency-key-reused");
    }

    /** By far more invitations than an erasure changes in one transaction. */
    @Test
    void anErasureThatIsRefusedOrRepeatedChangesNoInvitation() {
        assertThat(erase("ada@example.com").status()).isEqualTo(202);
        invite(45, "bob@example.com");
        invite(21, "ada@example.com");

        assertThat(erase("bob@example.com").problem()).isEqualTo("422 idempotency-key-reused");
        assertThat(erase("ada@example.com").status()).isEqualTo(202);

        assertThat(naming("bob@example.com")).isEqualTo(45);
        assertThat(naming("ada@example.com")).isEqualTo(21);
        assertThat(post(caller, path + "/members/bob@example.com/erase", "").status())
                .isEqualTo(202);
        assertThat(naming("bob@example.com")).isZero();
        assertThat(naming("ada@example.com")).isEqualTo(21);
    }

    private void invite(int times, String address) {
        for (int i = 0; i < times; i++) {
            Map<String, Object> invitation = Map.of("name", "x", "emails", List.of(address), "sendEmails", false);
            assertThat(post(caller, path + "/invitations", invitation).status()).isEqualTo(201);
        }
    }

    private long naming(String address) {
        return get(api.platform(), path + "/invitations?limit=200")
                .json()
                .path("items")
                .valueStream()
                .filter(invitation -> invitation.path("emails").toString().contains(address))
                .count();
    }

    @Test
    void anErasureByTheIdOfAMemberIsRepeatedAlthoughTheyAreGone() throws SQLException {
        String member = UUID.randomUUID().toString();
        asOwner("""
                insert into onboarding.member (organization_id, address, id, grant_ids, joined_at)
                values ('%s', 'ada@example.com', '%s', '{}', now())""".formatted(id, member));
        assertThat(erase(member).status()).isEqualTo(202);
        asOwner("delete from onboarding.member where id = '%s'".formatted(member));

        assertThat(erase(member).status()).isEqualTo(202);
        assertThat(post(caller, path + "/members/" + member + "/erase", "").problem())
                .isEqualTo("404 not-found");
    }

    private Answers erase(String member) {
        return post(caller, path + "/members/" + member + "/erase", "", HEADER, key);
    }

    private void asOwner(String sql) throws SQLException {
        Database all = api.database();
        try (Connection owned = DriverManager.getConnection(all.jdbcUrl(), all.owner(), all.ownerPassword());
                Statement statement = owned.createStatement()) {
            statement.execute(sql);
        }
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

    static Stream<Refusal> notKept() {
        return Stream.of(
                Refusal.forbidden("no"),
                Refusal.notFound("no", "no"),
                Refusal.unavailable("no", "no", Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("notKept")
    void whoMayNotOrFindsNothingOrWhomWeFailLeavesNoAnswer(Refusal refusal) {
        AtomicInteger times = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> answered(Mono.fromCallable(() -> {
                        times.incrementAndGet();
                        throw refusal;
                    })))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("no");
        }
        assertThat(times).hasValue(2);
        assertThat(keptAnswers()).isZero();
    }

    @Test
    void whatARefusedEffectBeganIsUndoneAndItIsNotTriedAgain() {
        AtomicInteger times = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            Answer answer = answered(database.sql("delete from directory.api_key")
                    .then()
                    .doFirst(times::incrementAndGet)
                    .then(Mono.error(Refusal.conflict("no", "no"))));
            assertThat(answer.status()).isEqualTo(409);
        }
        assertThat(times).hasValue(1);
        assertThat(keptAnswers()).isOne();
        assertThat(get(caller, path + "/invitations").status()).isEqualTo(200);
    }

    @Test
    void whatStoppedBetweenTwoStepsIsFinishedByARepeatAlone() {
        Answer done = new Answer(202, Map.of(), "");
        Iterator<Mono<Answer>> steps = List.of(
                        Mono.<Answer>empty(), Mono.<Answer>error(Refusal.unavailable(Duration.ZERO)), Mono.just(done))
                .iterator();
        assertThatThrownBy(() -> answered(Mono.defer(steps::next))).isInstanceOf(Refusal.class);

        assertThatThrownBy(() -> answered("another", Mono.just(done))).hasMessageContaining("was used");
        assertThat(answered(Mono.defer(steps::next))).isEqualTo(done);
        assertThat(answered(Mono.defer(steps::next))).isEqualTo(done);
    }

    private Answer answered(Mono<Answer> effect) {
        return answered("POST", effect);
    }

    private Answer answered(String request, Mono<Answer> effect) {
        return api.context()
                .getBean(AnsweringOnce.class)
                .answer(
                        RepeatableRequest.of("test " + key, key, request),
                        () -> effect,
                        refusal -> new Answer(Problem.of(refusal).status(), Map.of(), "{}"))
                .blockOptional()
                .orElseThrow();
    }

    private long keptAnswers() {
        return database.sql("select count(*) as number from directory.idempotent_answer where caller = :caller")
                .bind("caller", "test " + key)
                .map(row -> new Columns(row).bigint("number"))
                .one()
                .blockOptional()
                .orElseThrow();
    }

    @Test
    void ofManyAtTheSameTimeOneHasTheEffectAndAllHaveItsAnswer() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answers>> sent = IntStream.range(0, 24)
                    .mapToObj(i -> callers.submit(() -> post(caller, path + "/teams", named("Race"), HEADER, key)))
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
                        .mapToObj(i -> callers.submit(
                                () -> post(instances.get(i), path + "/teams", named(name + i), HEADER, shared)))
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
    void afterADayTheKeyIsFree() {
        assertThat(post(caller, path + "/teams", named("A"), HEADER, key).status())
                .isEqualTo(201);
        age(Duration.ofHours(25));

        assertThat(post(caller, path + "/teams", named("B"), HEADER, key).status())
                .isEqualTo(201);
    }

    @Test
    void oldAnswersAreForgotten() {
        assertThat(post(caller, path + "/teams", named("A"), HEADER, key).status())
                .isEqualTo(201);
        age(Duration.ofHours(25));

        assertThat(api.context().getBean(AnsweringOnce.class).forgetOld().block())
                .isPositive();
        assertThat(api.context().getBean(AnsweringOnce.class).forgetOld().block())
                .isZero();
    }

    @Test
    void aBacklogOfOldAnswersIsForgottenInSmallSteps() {
        int backlog = 20 * AnsweringOnce.STEP + 7;
        assertThat(database.sql("""
                                insert into directory.idempotent_answer
                                    (caller, key_hash, fingerprint, answer, created_at)
                                select 'backlog ' || :key, int4send(n), '', '', now() - interval '2 days'
                                from generate_series(1, :backlog) as n""")
                        .bind("key", key)
                        .bind("backlog", backlog)
                        .fetch()
                        .rowsUpdated()
                        .block())
                .isEqualTo(backlog);
        KeptAnswers answers = api.context().getBean(KeptAnswers.class);

        assertThat(answers.forgetBefore(Instant.now().minus(AnsweringOnce.KEPT), 3)
                        .block())
                .isEqualTo(3);
        assertThat(api.context().getBean(AnsweringOnce.class).forgetOld().block())
                .isGreaterThanOrEqualTo(backlog - 3L);
        assertThat(database.sql("select count(*) as number from directory.idempotent_answer where caller = :caller")
                        .bind("caller", "backlog " + key)
                        .map(row -> new Columns(row).bigint("number"))
                        .one()
                        .block())
                .isZero();
    }

    private void age(Duration by) {
        assertThat(database.sql("update directory.idempotent_answer set created_at = :time")
                        .bind("time", Instant.now().minus(by))
                        .fetch()
                        .rowsUpdated()
                        .block())
                .isPositive();
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        assertThat(post(caller, path + "/teams", named("A"), HEADER, "ümlaut").fields())
                .containsExactly(HEADER);
        assertThat(post(caller, path + "/teams", named("A"), HEADER, "k".repeat(256))
                        .problem())
                .isEqualTo("400 invalid");
    }
}
