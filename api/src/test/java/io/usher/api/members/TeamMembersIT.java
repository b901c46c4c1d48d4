package io.usher.api.members;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.commands.AnsweringWorker;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TeamMembersIT extends MembersScenario {

    private static final String BOB = "bob@example.com";

    private final UUID builders = team("Builders");
    private final String path = "/api/v1/organizations/" + organization + "/teams/BUILDERS/members";

    @Test
    void eachAddressHasAnOutcomeOfItsOwn() {
        try (AnsweringWorker worker = worker(member -> member.equals(MemberId.of(organization, ADA))
                ? MemberTeamChanged.CHANGED
                : member.equals(MemberId.of(organization, BOB))
                        ? MemberTeamChanged.UNCHANGED
                        : MemberTeamChanged.NOT_A_MEMBER)) {
            Map<String, Object> missing = Collections.singletonMap("email", null);
            Answers answer = post(
                    client,
                    path,
                    List.of(
                            email("ADA@example.com"),
                            email(BOB),
                            email("eve@example.com"),
                            email("no address"),
                            missing,
                            email(" ada@Example.com ")));

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(outcomes(answer))
                    .containsExactly(
                            "ADA@example.com added",
                            BOB + " already-in-team",
                            "eve@example.com not-a-member",
                            "no address invalid email-invalid",
                            "null invalid email-missing",
                            " ada@Example.com  already-in-team");
            assertThat(answer.json().path("counts").toString())
                    .isEqualTo("{\"added\":1,\"already-in-team\":2,\"not-a-member\":1,\"invalid\":2,\"pending\":0}");
            assertThat(worker.commands(MemberTeamChangeRequested.class))
                    .singleElement()
                    .satisfies(command -> {
                        assertThat(command.team().value()).isEqualTo(builders);
                        assertThat(command.added()).hasSize(3);
                        assertThat(command.removed()).isEmpty();
                    });
        }
    }

    @Test
    void aThousandAreTwentyCommandsAndOneMoreIsTooMany() {
        try (AnsweringWorker worker = worker(member -> MemberTeamChanged.CHANGED)) {
            Answers answer = post(client, path, people(1_000));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("counts").path("added").asInt()).isEqualTo(1_000);
            assertThat(worker.commands(MemberTeamChangeRequested.class)).hasSize(20);
            Answers tooMany = post(client, path, people(1_001));
            assertThat(tooMany.problem()).isEqualTo("400 invalid");
            assertThat(tooMany.fields()).containsExactly("[]");
            assertThat(post(client, path, List.of()).status()).isEqualTo(200);
        }
    }

    @Test
    void theSameRequestUnderTheSameKeyHasTheSameAnswer() {
        List<String> decided = new ArrayList<>();
        try (AnsweringWorker worker = worker(member -> {
            decided.add(member.toString());
            return MemberTeamChanged.CHANGED;
        })) {
            List<Map<String, Object>> people = people(60);
            Answers first = post(client, path, people, "Idempotency-Key", "add");
            Answers second = post(client, path, people, "Idempotency-Key", "add");

            assertThat(first.json().path("counts").path("added").asInt()).isEqualTo(60);
            assertThat(second.text()).isEqualTo(first.text());
            assertThat(worker.commands(MemberTeamChangeRequested.class)).hasSize(2);
            assertThat(post(client, path, people(59), "Idempotency-Key", "add").problem())
                    .isEqualTo("422 idempotency-key-reused");
        }
    }

    @Test
    void whoIsNotDecidedInTimeIsPendingAndAnsweredByTheRepeat() {
        List<Map<String, Object>> people = people(2);
        try (AnsweringWorker worker =
                new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, event -> Optional.empty())) {
            Answers late = post(client, path, people, "Prefer", "wait=0", "Idempotency-Key", "later");

            assertThat(late.status()).isEqualTo(202);
            assertThat(late.header("Location"))
                    .isEqualTo("/api/v1/organizations/" + organization + "/teams/" + builders + "/members");
            assertThat(late.json().path("counts").path("pending").asInt()).isEqualTo(2);
        }
        try (AnsweringWorker worker = worker(member -> MemberTeamChanged.CHANGED)) {
            Answers again = post(client, path, people, "Idempotency-Key", "later");

            assertThat(again.status()).isEqualTo(200);
            assertThat(again.json().path("counts").path("added").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aMemberIsRemovedFromTheTeam() {
        rows.add(organization, ADA, role("learner"), builders);
        try (AnsweringWorker worker = worker(member -> MemberTeamChanged.CHANGED)) {
            assertThat(delete(client, path + "/" + ADA).status()).isEqualTo(204);
            assertThat(worker.commands(MemberTeamChangeRequested.class))
                    .singleElement()
                    .satisfies(
                            command -> assertThat(command.removed()).containsExactly(MemberId.of(organization, ADA)));
        }
        try (AnsweringWorker worker = worker(member -> MemberTeamChanged.UNCHANGED)) {
            assertThat(delete(client, path + "/" + id(ADA)).problem()).isEqualTo("404 not-found");
            assertThat(worker.commands(MemberTeamChangeRequested.class)).hasSize(1);
        }
        assertThat(get(api.platform(), "/api/v1/organizations/" + organization + "/audit?subject=" + builders)
                        .json()
                        .path("items"))
                .as("what changed nobody has no entry")
                .filteredOn(entry -> entry.path("action").asString().startsWith("member."))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("action").asString()).isEqualTo("member.team-changed"));
    }

    /** The worker knows what they hold when it decides. */
    @Test
    void aMemberWhoHoldsMoreThanTheCallerIsNotChanged() {
        rows.add(organization, ADA, role("admin"), builders);
        try (AnsweringWorker worker = worker(member -> MemberTeamChanged.EXCEEDS_OWN_SCOPES)) {
            assertThat(outcomes(post(client, path, List.of(email(ADA)))))
                    .containsExactly(ADA + " invalid exceeds-own-scopes");
            assertThat(delete(client, path + "/" + ADA).problem()).isEqualTo("403 exceeds-own-scopes");
            assertThat(worker.commands(MemberTeamChangeRequested.class))
                    .hasSize(2)
                    .allSatisfy(command -> assertThat(command.callerPermissions())
                            .contains("members:write")
                            .doesNotContain("organization:manage"));
        }
    }

    @Test
    void aTeamThatIsDeletedMeanwhileIsAConflict() {
        rows.add(organization, ADA, role("learner"));
        try (AnsweringWorker worker = worker(member -> MemberTeamChanged.NO_SUCH_TEAM)) {
            assertThat(post(client, path, people(1)).problem()).isEqualTo("409 no-such-grantable");
            assertThat(delete(client, path + "/" + ADA).problem()).isEqualTo("409 no-such-grantable");
            assertThat(worker.commands(MemberTeamChangeRequested.class)).hasSize(2);
        }
    }

    @Test
    void theMembersOfATeamAreListed() {
        rows.add(organization, ADA, role("learner"), builders);
        rows.add(organization, BOB, role("learner"));

        assertThat(get(client, path).json().path("items"))
                .singleElement()
                .satisfies(member -> assertThat(texts(member.path("teams"))).containsExactly("Builders"));
        assertThat(get(client, path + "?q=bob").json().path("items")).isEmpty();
        assertThat(get(client, path.replace("BUILDERS", "nobody")).problem()).isEqualTo("404 not-found");
        assertThat(post(client, path.replace("BUILDERS", "nobody"), List.of()).problem())
                .isEqualTo("404 not-found");
    }

    @Test
    void toReadTheMembersOfATeamTakesLessThanToChangeThem() {
        var reader = api.as(api.key(organization.toString(), "members:read"));
        var teams = api.as(api.key(organization.toString(), "teams:write"));
        String other = api.organization("Other " + System.nanoTime()).get("id").asString();
        var stranger = api.as(api.key(other, "members:write"));

        assertThat(get(reader, path).status()).isEqualTo(200);
        assertThat(post(reader, path, List.of()).problem()).isEqualTo("403 forbidden");
        assertThat(delete(reader, path + "/" + ADA).problem()).isEqualTo("403 forbidden");
        assertThat(get(teams, path).problem()).isEqualTo("403 forbidden");
        assertThat(post(teams, path, List.of()).problem()).isEqualTo("403 forbidden");
        assertThat(get(stranger, path).problem()).isEqualTo("404 not-found");
        assertThat(post(stranger, path, List.of()).problem()).isEqualTo("404 not-found");
    }

    private AnsweringWorker worker(Function<MemberId, String> outcome) {
        return new AnsweringWorker(
                Topic.MEMBERS_REQUESTED,
                organization,
                event -> event instanceof MemberTeamChangeRequested command
                        ? Optional.of(decided(command, outcome))
                        : Optional.empty());
    }

    private Event decided(MemberTeamChangeRequested command, Function<MemberId, String> outcome) {
        List<MemberId> all = Stream.concat(command.added().stream(), command.removed().stream())
                .toList();
        rows.decided(command.command(), all, all.stream().map(outcome).toArray(String[]::new));
        return new MemberTeamChanged(command.command(), organization, command.team(), List.of(), Instant.now());
    }

    private static Map<String, Object> email(String email) {
        return Map.of("email", email);
    }

    private static List<Map<String, Object>> people(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> email("p" + i + "@example.com"))
                .toList();
    }

    private static List<String> outcomes(Answers answer) {
        return answer.json()
                .path("results")
                .valueStream()
                .map(result -> (result.path("email").isNull()
                                ? "null"
                                : result.path("email").asString()) + " "
                        + result.path("outcome").asString()
                        + (result.has("reason") ? " " + result.path("reason").asString() : ""))
                .toList();
    }
}
