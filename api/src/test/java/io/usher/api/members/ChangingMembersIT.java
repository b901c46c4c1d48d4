package io.usher.api.members;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.RunningApi.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.commands.AnsweringWorker;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberCommand.OfPerson;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangingMembersIT extends MembersScenario {

    @Test
    void onlyWhatIsNamedIsChanged() {
        UUID builders = team("Builders");
        UUID testers = team("Testers");
        rows.add(organization, ADA, role("learner"), builders);
        try (AnsweringWorker worker = worker(command -> {
            rows.grant(organization, ADA, role("learner"), testers);
            return changed(command);
        })) {
            Answers answer = patch(
                    client,
                    members + "/" + id(ADA),
                    Map.of("teams", List.of("testers"), "accessExpiresAt", "2041-01-01T00:00:00Z"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(texts(answer.json().path("teams"))).as("of the row").containsExactly("Testers");
            assertThat(worker.commands(MemberChangeRequested.class))
                    .singleElement()
                    .satisfies(command -> {
                        assertThat(command.address()).isEqualTo(ADA);
                        assertThat(command.replaced())
                                .isEqualTo(Map.of(GrantKind.TEAM, List.of(new GrantableId(testers))));
                        assertThat(command.accessEndSet()).isTrue();
                        assertThat(command.accessExpiresAt()).isEqualTo("2041-01-01T00:00:00Z");
                        assertThat(command.callerPermissions())
                                .as("what the member is held to when it is decided")
                                .contains("members:write")
                                .doesNotContain("organization:manage");
                    });
        }
    }

    @Test
    void nullClears() {
        rows.add(organization, ADA, role("learner"));
        try (AnsweringWorker worker = worker(this::changed)) {
            Map<String, Object> cleared = new HashMap<>();
            for (String property : List.of("roles", "teams", "unit", "accessExpiresAt")) {
                cleared.put(property, null);
            }
            assertThat(patch(client, members + "/" + ADA, cleared).status()).isEqualTo(200);
            assertThat(worker.commands(MemberChangeRequested.class))
                    .singleElement()
                    .satisfies(command -> {
                        assertThat(command.replaced())
                                .as("a member has a role")
                                .isEqualTo(Map.of(
                                        GrantKind.ROLE,
                                        List.of(new GrantableId(role("learner"))),
                                        GrantKind.TEAM,
                                        List.of(),
                                        GrantKind.UNIT,
                                        List.of()));
                        assertThat(command.accessEndSet()).isTrue();
                        assertThat(command.accessExpiresAt()).isNull();
                    });
        }
    }

    @Test
    void nobodyGrantsMoreThanTheyHold() {
        rows.add(organization, ADA, role("admin"));
        rows.add(organization, "bob@example.com", role("learner"));
        try (AnsweringWorker worker = worker(this::changed)) {
            Answers more = patch(client, members + "/bob@example.com", Map.of("roles", List.of("learner", "admin")));
            assertThat(more.problem()).isEqualTo("403 exceeds-own-scopes");
            assertThat(more.fields()).containsExactly("roles[1]");
            assertThat(worker.commands(MemberCommand.class)).isEmpty();
        }
    }

    @Test
    void nobodyChangesOrRemovesAMemberWhoHoldsMoreThanTheyDo() {
        rows.add(organization, ADA, role("learner"), role("admin"));
        try (AnsweringWorker worker = worker(this::changed)) {
            Answers changed = patch(client, members + "/" + ADA, Map.of("teams", List.of()));
            assertThat(changed.problem()).isEqualTo("403 exceeds-own-scopes");
            assertThat(changed.fields()).containsExactly("member");
            assertThat(patch(client, members + "/" + ADA, Map.of("roles", List.of("learner")))
                            .problem())
                    .isEqualTo("403 exceeds-own-scopes");
            assertThat(delete(client, members + "/" + ADA).problem()).isEqualTo("403 exceeds-own-scopes");
            assertThat(worker.commands(MemberCommand.class)).isEmpty();

            assertThat(delete(patient(api.platform()), members + "/" + ADA).status())
                    .isEqualTo(204);
            assertThat(worker.commands(MemberRemovalRequested.class))
                    .singleElement()
                    .satisfies(command -> assertThat(command.callerPermissions())
                            .as("no limit")
                            .isNull());
        }
    }

    @Test
    void theLastAdminIsErasedByThePlatformAlone() {
        rows.add(organization, ADA, role("admin"));
        assertThat(post(client, members + "/" + id(ADA) + "/erase", "").problem())
                .isEqualTo("409 last-admin");
        assertThat(post(client, members + "/Ada@example.com/erase", "").problem())
                .isEqualTo("409 last-admin");

        rows.add(organization, "bob@example.com", role("admin"));
        assertThat(post(client, members + "/" + ADA + "/erase", "").problem()).isEqualTo("403 exceeds-own-scopes");
        rows.end(organization, "bob@example.com");
        assertThat(post(client, members + "/bob@example.com/erase", "").status())
                .isEqualTo(202);
        assertThat(post(client, members + "/nobody@example.com/erase", "").status())
                .isEqualTo(202);
        assertThat(post(api.platform(), members + "/" + ADA + "/erase", "").status())
                .isEqualTo(202);
    }

    @Test
    void aMemberKeepsARoleThatIsNoLongerInThePlan() {
        UUID guest = UUID.fromString(created(
                        api.platform(),
                        "/api/v1/organizations/" + organization + "/roles",
                        Map.of("name", "guest", "permissions", List.of()))
                .get("id")
                .asString());
        rows.add(organization, ADA, role("learner"), guest);
        assertThat(patch(
                                api.platform(),
                                "/api/v1/organizations/" + organization,
                                Map.of("plan", Map.of("roles", List.of("learner"))))
                        .status())
                .isEqualTo(200);
        try (AnsweringWorker worker = worker(this::changed)) {
            Answers kept = patch(client, members + "/" + ADA, Map.of("roles", List.of("learner", "guest")));
            assertThat(kept.status()).as("what they have already").isEqualTo(200);
            assertThat(worker.commands(MemberChangeRequested.class))
                    .singleElement()
                    .satisfies(command -> assertThat(command.retained())
                            .as("what they may have lost when it is decided")
                            .containsExactly(new GrantableId(guest)));
        }
    }

    @CsvSource(
            delimiter = '|',
            value = {
                "{\"roles\":[\"boss\"]}|422 unknown-role",
                "{\"teams\":[\"Nobody\"]}|422 unknown-team",
                "{\"accessExpiresAt\":\"2020-01-01T00:00:00Z\"}|422 in-the-past",
                "{\"name\":\"Ada\"}|400 malformed",
                "{\"unit\":\" \"}|400 invalid",
                "[]|400 malformed"
            })
    @ParameterizedTest
    void whatCannotBeIsNotSent(String body, String problem) {
        rows.add(organization, ADA, role("learner"));
        try (AnsweringWorker worker = worker(this::changed)) {
            assertThat(patch(client, members + "/" + ADA, body).problem()).isEqualTo(problem);
            assertThat(patch(client, members + "/" + ADA, "{}").status()).isEqualTo(200);
            assertThat(delete(client, members + "/" + ADA).status()).isEqualTo(204);
            assertThat(worker.commands(MemberCommand.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "409, last-admin",
        "409, not-a-member",
        "409, no-such-grantable",
        "409, no-longer-held",
        "403, exceeds-own-scopes",
        "422, too-many-grants"
    })
    void aRefusalIsTheAnswer(int status, String reason) {
        rows.add(organization, ADA, role("learner"));
        Function<OfPerson, Event> refuse = command -> new MemberChangeRefused(
                command.command(), command.organization(), command.address(), reason, Instant.now());
        try (AnsweringWorker worker = worker(refuse::apply, refuse::apply)) {
            assertThat(patch(client, members + "/" + ADA, Map.of("roles", List.of("learner")))
                            .problem())
                    .isEqualTo(status + " " + reason);
            assertThat(delete(client, members + "/" + ADA).problem()).isEqualTo(status + " " + reason);
            assertThat(worker.commands(MemberCommand.class)).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aLateAnswerIsA202WithALocation() {
        rows.add(organization, ADA, role("learner"));
        try (AnsweringWorker worker =
                new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, event -> Optional.empty())) {
            for (Answers answer : List.of(
                    delete(client, members + "/" + ADA, "Prefer", "wait=0"),
                    patch(client, members + "/" + ADA, Map.of("teams", List.of()), "Prefer", "wait=0"))) {
                assertThat(answer.status()).isEqualTo(202);
                assertThat(answer.header("Location")).isEqualTo(members + "/" + id(ADA));
                assertThat(answer.at("state")).isEqualTo("active");
            }
            await().untilAsserted(() ->
                    assertThat(worker.commands(MemberCommand.class)).hasSize(2));
        }
    }

    private AnsweringWorker worker(Function<MemberChangeRequested, Event> onChange) {
        return worker(onChange, removal -> {
            rows.end(organization, removal.address());
            return new MemberLeft(
                    MemberId.of(organization, removal.address()),
                    organization,
                    removal.address(),
                    MemberLeft.REMOVED,
                    removal.command(),
                    Instant.now());
        });
    }

    private AnsweringWorker worker(
            Function<MemberChangeRequested, Event> onChange, Function<MemberRemovalRequested, Event> onRemoval) {
        return new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, event -> switch (event) {
            case MemberChangeRequested change -> Optional.of(onChange.apply(change));
            case MemberRemovalRequested removal -> Optional.of(onRemoval.apply(removal));
            default -> Optional.empty();
        });
    }

    private MemberChanged changed(OfPerson command) {
        return new MemberChanged(
                MemberId.of(organization, command.address()),
                organization,
                command.address(),
                command.address(),
                null,
                null,
                Grants.NONE,
                command.command(),
                Instant.now());
    }
}
