package io.usher.standalone;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import tools.jackson.databind.JsonNode;

/** People who become members, are added to teams and lose their access, against {@code deploy/up}. */
@Execution(CONCURRENT)
class MembershipsIT {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** Behind the time at which a busy machine has carried a change out. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String WAIT = "wait=30";

    private static RunningUsher usher;

    private String organization = "";

    @BeforeAll
    static void start() {
        usher = RunningUsher.shared();
    }

    @BeforeEach
    void createOrganization() {
        organization = organization();
    }

    private static String organization() {
        String organization = id(
                usher.api().post("/organizations", "{\"name\": \"Analytical Engines\", \"plan\": {\"seats\": 100}}"));
        for (String team : List.of("Builders", "Testers")) {
            id(usher.api()
                    .post("/organizations/%s/teams".formatted(organization), "{\"name\": \"%s\"}".formatted(team)));
        }
        return organization;
    }

    @Test
    void aPersonByTwoInvitationsAndTwoSpellingsInTwoOrganizationsAtOnceIsOneMemberOfEachWithAllGrants()
            throws InterruptedException {
        List<String> organizations = List.of(organization, organization());
        List<String> invitations = new ArrayList<>();
        for (String one : organizations) {
            invitations.add(invite(one, "\"quota\": 5, \"teams\": [\"Builders\"]"));
            invitations.add(invite(one, "\"quota\": 5, \"teams\": [\"Testers\"]"));
        }
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int again = 0; again < 5; again++) {
            for (String invitation : invitations) {
                for (String spelling : List.of("ada@example.org", " Ada@EXAMPLE.org")) {
                    calls.add(() -> accept(invitation, spelling));
                }
            }
        }

        assertThat(atOnce(calls)).allSatisfy(MembershipsIT::assertAccepted);

        for (String one : organizations) {
            assertThat(members(one, ""))
                    .singleElement()
                    .satisfies(
                            member -> assertThat(texts(member.path("teams"))).containsExactly("Builders", "Testers"));
            assertThat(usher.api()
                            .get("/organizations/" + one)
                            .body()
                            .path("seatsTaken")
                            .asInt())
                    .isOne();
        }
        assertThat(invitations)
                .allSatisfy(invitation -> assertThat(usher.api()
                                .get("/invitations/" + invitation)
                                .body()
                                .path("accepted")
                                .asInt())
                        .isOne());
    }

    /** All programs have one clock, so that little time before the opening is left to the worker. */
    @Test
    void whoAsksSomeSecondsBeforeAnInvitationOpensIsRefusedAtOnce() {
        await().atMost(A_MINUTE).untilAsserted(() -> {
            String invitation = invite(
                    organization, "\"opensAt\": \"%s\"".formatted(Instant.now().plusSeconds(4)));

            Answer refused = accept(invitation, "ada@example.org");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body().path("code").asString()).isEqualTo("invitation-not-open");
        });
    }

    @Test
    void membersAreAddedToATeamAndRemovedFromIt() throws InterruptedException {
        String invitation = invite(organization, "\"teams\": [\"Builders\"]");
        List<String> people = IntStream.range(0, 60)
                .mapToObj(number -> "p%d@example.org".formatted(number))
                .toList();
        assertThat(atOnce(people.stream()
                        .<Callable<Answer>>map(person -> () -> accept(invitation, person))
                        .toList()))
                .hasSize(60)
                .allSatisfy(MembershipsIT::assertAccepted);
        String path = "/organizations/%s/teams/testers/members".formatted(organization);
        String body = Stream.concat(people.stream(), Stream.of("stranger@example.org"))
                .map("{\"email\": \"%s\"}"::formatted)
                .collect(joining(",", "[", "]"));

        HttpRequest adding = usher.api()
                .request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", organization)
                .header("Prefer", WAIT)
                .POST(BodyPublishers.ofString(body))
                .build();

        Answer added = ApiClient.sendUntilConfirmed(adding);

        assertThat(added.status()).as("%s", added.body()).isEqualTo(200);
        assertThat(added.body().path("counts").toString())
                .isEqualTo("{\"added\":60,\"already-in-team\":0,\"not-a-member\":1,\"invalid\":0,\"pending\":0}");
        assertThat(ApiClient.sendUntilConfirmed(adding).body())
                .as("the same request")
                .isEqualTo(added.body());
        assertThat(usher.api()
                        .postUntilConfirmed(path, body, "Prefer", WAIT)
                        .body()
                        .path("counts")
                        .path("already-in-team")
                        .asInt())
                .isEqualTo(60);
        assertThat(usher.api().get(path + "?limit=200").body().path("items"))
                .hasSize(60)
                .allSatisfy(member -> assertThat(texts(member.path("teams"))).containsExactly("Builders", "Testers"));

        usher.api().deleteUntilConfirmed(path + "/p7@example.org");
        assertThat(ApiClient.sendUntilConfirmed(usher.api()
                                .request(path + "/p7@example.org")
                                .DELETE()
                                .build())
                        .status())
                .isEqualTo(404);
        assertThat(members(organization, "?q=p7@"))
                .singleElement()
                .satisfies(member -> assertThat(texts(member.path("teams"))).containsExactly("Builders"));
    }

    @Test
    void anAccessEndsWithinAMinuteAndItsSeatGoesToWhoWaits() {
        assertThat(patch("/organizations/" + organization, "{\"plan\": {\"seats\": 1}}")
                        .status())
                .isEqualTo(200);
        String invitation = invite(organization, "\"waitlist\": true");
        assertAccepted(accept(invitation, "ada@example.org"));
        assertThat(accept(invitation, "grace@twice.example.org")
                        .body()
                        .path("position")
                        .asInt())
                .isOne();

        Answer changed = patch(
                "/organizations/%s/members/ada@example.org".formatted(organization),
                "{\"accessExpiresAt\": \"%s\"}".formatted(Instant.now().plus(SOON)));

        assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
        await().atMost(A_MINUTE)
                .until(() -> members(organization, "?state=ended").size() == 1);
        await().atMost(A_MINUTE)
                .untilAsserted(() -> assertThat(members(organization, ""))
                        .singleElement()
                        .satisfies(member ->
                                assertThat(member.path("email").asString()).isEqualTo("grace@twice.example.org")));
    }

    private static List<Answer> atOnce(List<Callable<Answer>> calls) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer accept(String invitation, String email) {
        return usher.api()
                .postUntilConfirmed(
                        "/invitations/%s/acceptances".formatted(invitation),
                        "{\"email\": \"%s\"}".formatted(email),
                        "Prefer",
                        WAIT);
    }

    private static void assertAccepted(Answer answer) {
        assertThat(answer.body().path("outcome").asString())
                .as("%s", answer.body())
                .isEqualTo("accepted");
    }

    private static String invite(String organization, String terms) {
        return id(usher.api()
                .post(
                        "/organizations/%s/invitations".formatted(organization),
                        "{\"name\": \"Spring\", %s}".formatted(terms)));
    }

    private static List<JsonNode> members(String organization, String query) {
        return usher.api()
                .get("/organizations/%s/members%s".formatted(organization, query))
                .body()
                .path("items")
                .valueStream()
                .toList();
    }

    private static Answer patch(String path, String patch) {
        return ApiClient.sendUntilConfirmed(usher.api()
                .request(path)
                .header("Content-Type", "application/merge-patch+json")
                .header("Prefer", WAIT)
                .method("PATCH", BodyPublishers.ofString(patch))
                .build());
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static String id(Answer created) {
        assertThat(created.status()).as("%s", created.body()).isEqualTo(201);
        return created.body().path("id").asString();
    }
}
