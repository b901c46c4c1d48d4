package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.id.AcceptanceId;
import io.usher.standalone.Evidence.Mail;
import io.usher.standalone.Rush.Call;
import io.usher.standalone.SteadyRush.Staged;
import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main use of Usher, against {@code deploy/up} as users start it. */
@Isolated // Requests that wait for other tests are answered 503.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChallengeIT {

    private static final int MORE_THAN_ASK = 1_000_000;

    /** Longer than a change takes in a rush. No longer: all who ask until then are mailed. */
    private static final Duration SOON = Duration.ofSeconds(12);

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static RunningUsher usher;

    @BeforeAll
    static void start() {
        usher = RunningUsher.shared();
    }

    @Test
    @Order(1) // The mail catcher keeps 10,000 mails, and this test counts.
    void ofAThousandRequestsExactlyTheFirstHundredAreAcceptedFourTimesInARow() {
        List<Challenge> challenges =
                Stream.generate(() -> Challenge.with(usher.api(), 100)).limit(4).toList();

        Map<Challenge, List<Call>> rushes = new LinkedHashMap<>();
        for (Challenge challenge : challenges) {
            rushes.put(challenge, Rush.on(usher.api(), challenge, challenge.people(0, 1000)));
        }

        evidence().assertExact(rushes);
        rushes.forEach((challenge, answers) -> {
            assertThat(answers)
                    .allSatisfy(call -> assertThat(call.status() + call.code())
                            .as("acknowledged, or refused when that was certain")
                            .isIn("202", "409quota-full"));
            JsonNode invitation =
                    usher.api().get("/invitations/" + challenge.invitation()).body();
            assertThat(invitation.path("accepted").asInt()).isEqualTo(100);
            assertThat(invitation.path("remaining").asInt()).isZero();
            assertThat(invitation.path("state").asString()).isEqualTo("full");
            assertThat(usher.api()
                            .get("/organizations/" + challenge.organization())
                            .body()
                            .path("seatsTaken")
                            .asInt())
                    .isEqualTo(100);
        });
    }

    @Test
    void furtherOptionsArePassedToTheJvm() {
        assertThat(usher.handle().info().arguments())
                .hasValueSatisfying(arguments -> assertThat(arguments).containsAll(ProgramProcess.FAST_COMPILER));
    }

    @Test
    void afterDisablingDuringARushNobodyElseIsAccepted() {
        Challenge challenge = Challenge.with(usher.api(), MORE_THAN_ASK);
        SteadyRush rush = SteadyRush.on(usher.api(), challenge);
        rush.awaitAnswers(300);

        change(challenge, "{\"status\": \"disabled\"}");
        rush.nextStage();
        int admitted = accepted(challenge);
        rush.awaitAnswers(300);
        List<Staged> answers = rush.stop();

        Map<AcceptanceId, Decision> decisions = awaitDecisions(challenge, answers);
        assertThat(answers)
                .extracting(answer -> answer.call().status() + answer.call().code())
                .containsOnly("202", "409invitation-disabled");
        assertThat(answers.stream()
                        .filter(answer -> answer.stage() == 1)
                        .flatMap(answer -> answer.call().acknowledged().stream())
                        .map(decisions::get))
                .as("requests after the response to disabling")
                .allSatisfy(decision -> assertThat(decision.outcome()).isEqualTo("rejected"));
        assertThat(decisions.values().stream().filter(Decision::isRejected))
                .extracting(Decision::reason)
                .allMatch("invitation-disabled"::equals);
        assertThat(accepted(challenge)).isEqualTo(admitted).isPositive();
    }

    @Test
    void aQuotaChangedDuringARushAppliesFromTheResponseOn() {
        Challenge challenge = Challenge.with(usher.api(), MORE_THAN_ASK);
        SteadyRush rush = SteadyRush.on(usher.api(), challenge);
        rush.awaitAnswers(300);

        change(challenge, "{\"quota\": 1}");
        rush.nextStage();
        int admitted = accepted(challenge);
        rush.awaitAnswers(300);
        assertThat(accepted(challenge)).as("lowered").isEqualTo(admitted).isGreaterThan(1);

        change(challenge, "{\"quota\": %d}".formatted(admitted + 100));
        rush.nextStage();
        await("the raised quota is used up")
                .atMost(Duration.ofMinutes(2))
                .until(() -> accepted(challenge) >= admitted + 100);
        rush.awaitAnswers(300);

        Map<AcceptanceId, Decision> decisions = awaitDecisions(challenge, rush.stop());
        assertThat(decisions.values().stream().filter(Decision::isRejected))
                .extracting(Decision::reason)
                .allMatch("quota-full"::equals);
        assertThat(accepted(challenge)).as("raised").isEqualTo(admitted + 100);
    }

    @Test
    void anInvitationThatExpiresDuringARushAcceptsExactlyTheEarlierRequests() {
        Challenge challenge = Challenge.with(usher.api(), MORE_THAN_ASK);
        SteadyRush rush = SteadyRush.on(usher.api(), challenge);
        rush.awaitAnswers(100);

        Instant expiry = expireSoon(challenge);
        await("somebody asks too late")
                .atMost(Duration.ofMinutes(2))
                .until(() -> decisions(challenge).values().stream().anyMatch(Decision::isRejected)
                        || rush.wasAnswered("invitation-expired"));

        Collection<Decision> decisions = awaitDecisions(challenge, rush.stop()).values();
        assertThat(decisions)
                .isNotEmpty()
                .allSatisfy(decision -> assertThat(decision.outcome() + decision.reason())
                        .as("requested at %s, expired at %s", decision.requestedAt(), expiry)
                        .isEqualTo(
                                decision.requestedAt().isBefore(expiry) ? "accepted" : "rejectedinvitation-expired"));
        assertThat(decisions).anyMatch(decision -> decision.requestedAt().isBefore(expiry));
    }

    private static void change(Challenge challenge, String json) {
        Answer changed = ApiClient.sendUntilConfirmed(changing(challenge, json));
        assertThat(changed.status()).as("%s", changed).isEqualTo(200);
    }

    private static HttpRequest changing(Challenge challenge, String json) {
        return usher.api()
                .request("/invitations/" + challenge.invitation())
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    /** Returns the expiry. Each try has a later one: it must be ahead when it is confirmed. */
    private static Instant expireSoon(Challenge challenge) {
        AtomicReference<Instant> expiry = new AtomicReference<>(Instant.EPOCH);
        Answer changed = await("an answer other than 503")
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> {
                            expiry.set(Instant.now().plus(SOON).truncatedTo(ChronoUnit.MILLIS));
                            return ApiClient.send(
                                    changing(challenge, "{\"expiresAt\": \"%s\"}".formatted(expiry.get())));
                        },
                        tried -> tried.status() != 503);
        assertThat(changed.status()).as("%s", changed).isEqualTo(200);
        return expiry.get();
    }

    /** @param reason empty if accepted */
    private record Decision(String outcome, String reason, Instant requestedAt) {

        boolean isRejected() {
            return outcome.equals("rejected");
        }
    }

    /** Returns when all acknowledged requests are decided. */
    private static Map<AcceptanceId, Decision> awaitDecisions(Challenge challenge, List<Staged> answers) {
        List<AcceptanceId> acknowledged = answers.stream()
                .flatMap(answer -> answer.call().acknowledged().stream())
                .toList();
        await("all are decided on")
                .atMost(Duration.ofMinutes(2))
                .until(() -> decisions(challenge).keySet().containsAll(acknowledged));
        return decisions(challenge);
    }

    private static Map<AcceptanceId, Decision> decisions(Challenge challenge) {
        Map<AcceptanceId, Decision> decisions = new HashMap<>();
        evidence().sql().sql("""
                        select id, outcome, coalesce(reason, '') as reason, requested_at
                        from onboarding.acceptance where invitation_id = ?
                        """).params(challenge.invitation().value()).query(row -> {
            decisions.put(
                    new AcceptanceId(row.getObject("id", UUID.class)),
                    new Decision(
                            row.getString("outcome"),
                            row.getString("reason"),
                            row.getObject("requested_at", OffsetDateTime.class).toInstant()));
        });
        return decisions;
    }

    private static int accepted(Challenge challenge) {
        return usher.api()
                .get("/invitations/" + challenge.invitation())
                .body()
                .path("accepted")
                .asInt();
    }

    private static Evidence evidence() {
        return new Evidence(
                usher.bootstrapServers(), JdbcClient.create(usher.place().database()), ChallengeIT::mails);
    }

    private static Stream<Mail> mails(Challenge challenge) {
        URI messages = URI.create("http://localhost:%d/api/messages?to=%s"
                .formatted(usher.place().port(ListeningPort.MAIL), challenge.domain()));
        try (HttpClient http = HttpClient.newHttpClient()) {
            String body = http.send(HttpRequest.newBuilder(messages).build(), BodyHandlers.ofString())
                    .body();
            return JsonMapper.shared()
                    .readTree(body)
                    .valueStream()
                    .map(mail -> new Mail(
                            mail.path("to").path(0).asString(),
                            mail.path("subject").asString()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
