package io.usher.api.http.idempotency;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.http.idempotency.AnsweringOnce.Stepped;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.Refusal;
import io.usher.runtime.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

class KeptAnswersIT extends RepeatingScenario {

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
            KeptAnswer answer =
                    answered(database.sql("delete from directory.api_key where organization_id = cast(:id as uuid)")
                            .bind("id", id)
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
        KeptAnswer done = new KeptAnswer(202, Map.of(), "");
        Iterator<Mono<KeptAnswer>> steps = List.of(
                        Mono.<KeptAnswer>empty(),
                        Mono.<KeptAnswer>error(Refusal.unavailable(Duration.ZERO)),
                        Mono.just(done))
                .iterator();
        assertThatThrownBy(() -> answered(Mono.defer(steps::next))).isInstanceOf(Refusal.class);

        assertThatThrownBy(() -> answered("another", Mono.just(done))).hasMessageContaining("was used");
        assertThat(answered(Mono.defer(steps::next))).isEqualTo(done);
        assertThat(answered(Mono.defer(steps::next))).isEqualTo(done);
    }

    @Test
    void eachStepGoesOnWhereTheOneBeforeItEndedHoweverOftenTheRequestComes() {
        List<String> begun = new ArrayList<>();
        assertThatThrownBy(() -> stepped(begun, 2)).isInstanceOf(Refusal.class);

        assertThat(stepped(begun, 9).body()).isEqualTo("after 3");
        assertThat(stepped(begun, 9).body()).isEqualTo("after 3");
        assertThat(begun).containsExactly("", "1", "2", "2", "3");
    }

    /** Answers after three steps. */
    private KeptAnswer stepped(List<String> begun, int failsAt) {
        return api.context()
                .getBean(AnsweringOnce.class)
                .answerInSteps(
                        RepeatableRequest.of("test " + key, key, "POST"),
                        before -> {
                            begun.add(before);
                            int step = before.isEmpty() ? 0 : Integer.parseInt(before);
                            if (step == failsAt) {
                                return Mono.error(Refusal.unavailable(Duration.ZERO));
                            }
                            return Mono.just(
                                    step == 3
                                            ? Stepped.last(new KeptAnswer(200, Map.of(), "after 3"))
                                            : Stepped.to("" + (step + 1)));
                        },
                        refusal -> new KeptAnswer(Problem.of(refusal).status(), Map.of(), "{}"))
                .blockOptional()
                .orElseThrow();
    }

    @Test
    void aReservedKeyIsForOneRequest() {
        Instant takenAt = reserved("POST one");

        assertThat(reserved("POST one")).isEqualTo(takenAt);
        assertThatThrownBy(() -> reserved("POST another"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("idempotency-key-reused"));
    }

    @CanIgnoreReturnValue
    private Instant reserved(String request) {
        return api.context()
                .getBean(AnsweringOnce.class)
                .reserve(RepeatableRequest.of("test " + key, key, request))
                .blockOptional()
                .orElseThrow();
    }

    private KeptAnswer answered(Mono<KeptAnswer> effect) {
        return answered("POST", effect);
    }

    private KeptAnswer answered(String request, Mono<KeptAnswer> effect) {
        return api.context()
                .getBean(AnsweringOnce.class)
                .answer(
                        RepeatableRequest.of("test " + key, key, request),
                        () -> effect,
                        refusal -> new KeptAnswer(Problem.of(refusal).status(), Map.of(), "{}"))
                .blockOptional()
                .orElseThrow();
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
        AnsweringOnce answers = api.context().getBean(AnsweringOnce.class);

        assertThat(answers.forgetOld(() -> {}).block()).isNotNull();
        assertThat(keptAnswers()).isOne();
        age(Duration.ofHours(25));

        assertThat(answers.forgetOld(() -> {}).block()).isPositive();
        assertThat(keptAnswers()).isZero();
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
        assertThat(api.context()
                        .getBean(AnsweringOnce.class)
                        .forgetOld(() -> {})
                        .block())
                .isGreaterThanOrEqualTo(backlog - 3L);
        assertThat(database.sql("select count(*) as number from directory.idempotent_answer where caller = :caller")
                        .bind("caller", "backlog " + key)
                        .map(row -> new Columns(row).bigint("number"))
                        .one()
                        .block())
                .isZero();
    }

    private void age(Duration by) {
        assertThat(database.sql("update directory.idempotent_answer set created_at = :time" + UNDER_KEY)
                        .bind("time", Instant.now().minus(by))
                        .bind("key", key)
                        .fetch()
                        .rowsUpdated()
                        .block())
                .isOne();
    }
}
