package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.standalone.Evidence.Mail;
import io.usher.standalone.Evidence.Repeats;
import io.usher.standalone.Rush.Asked;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Usher is for, against {@code deploy/up} as users start it. */
@NullUnmarked // a test that meets null fails by itself
class ChallengeIT {

    private static RunningUsher usher;

    @BeforeAll
    static void start() {
        usher = RunningUsher.start(UsherPlace.fresh("challenge"));
    }

    @AfterAll
    static void stop() {
        usher.close();
    }

    @RepeatedTest(10)
    void aThousandAskAndExactlyTheFirstHundredGetIn() {
        Challenge challenge = Challenge.with(usher.api(), 100);

        List<Asked> answers = Rush.on(usher.api(), challenge, challenge.people(0, 1000));

        assertThat(answers)
                .allSatisfy(asked -> assertThat(asked.status() + asked.code())
                        .as("acknowledged, or refused where that was sure already")
                        .isIn("202", "409quota-full"));
        evidence().isExact(challenge, answers, Repeats.NONE);
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
    }

    @Test
    void switchedOffIsSwitchedOff() {
        Challenge challenge = Challenge.with(usher.api(), 5000);
        List<String> people = challenge.people(0, 600);
        List<Asked> before = Rush.on(usher.api(), challenge, people.subList(0, 300));

        var switched = usher.api()
                .send(usher.api()
                        .request("/invitations/" + challenge.invitation())
                        .header("Content-Type", "application/merge-patch+json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"status\": \"disabled\"}"))
                        .build());
        assertThat(switched.status()).isEqualTo(200);
        int admitted = accepted(challenge);
        List<Asked> after = Rush.on(usher.api(), challenge, people.subList(300, 600));

        assertThat(before).allSatisfy(asked -> assertThat(asked.status()).isEqualTo(202));
        assertThat(after)
                .allSatisfy(asked -> assertThat(asked.status() + asked.code()).isIn("202", "409invitation-disabled"));
        org.awaitility.Awaitility.await()
                .until(() -> evidence()
                                .sql()
                                .sql("select count(*) from onboarding.acceptance where invitation_id = ?")
                                .params(challenge.invitation().value())
                                .query(Integer.class)
                                .single()
                        >= 300
                                + after.stream()
                                        .filter(asked -> asked.status() == 202)
                                        .count());
        assertThat(accepted(challenge)).as("nobody got in after the answer").isEqualTo(admitted);
    }

    private static int accepted(Challenge challenge) {
        return usher.api()
                .get("/invitations/" + challenge.invitation())
                .body()
                .path("accepted")
                .asInt();
    }

    private static Evidence evidence() {
        try {
            UsherPlace place = usher.place();
            String password = Files.readString(place.data().resolve("postgresql/owner.password"))
                    .strip();
            return new Evidence(
                    usher.bootstrapServers(),
                    JdbcClient.create(new DriverManagerDataSource(
                            "jdbc:postgresql://localhost:%d/usher".formatted(place.port(ListeningPort.POSTGRES)),
                            "usher_owner",
                            password)),
                    ChallengeIT::mails);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<Mail> mails() {
        URI messages = URI.create(
                "http://localhost:%d/api/messages".formatted(usher.place().port(ListeningPort.MAIL)));
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
