package io.usher.api.members;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.RunningApi.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.commands.AnsweringWorker;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class MembersIT {

    private static final String ADA = "ada@example.com";

    private final RunningApi api = RunningApi.shared();
    private final MemberRows rows = new MemberRows(api.database());
    private final OrganizationId organization = new OrganizationId(UUID.fromString(
            api.organization("Members " + System.nanoTime()).get("id").asString()));
    private final WebTestClient client = api.as(api.key(organization.toString(), "members:write", "teams:write"));
    private final String members = "/api/v1/organizations/" + organization + "/members";

    @Test
    void aMemberIsShownWithWhatTheyHave() {
        UUID builders = team("Builders");
        rows.add(organization, ADA, role("learner"), builders);
        rows.accessEnds(organization, ADA, Instant.parse("2040-01-02T03:04:05Z"));

        for (String reference : List.of(id(ADA), "ADA@example.com")) {
            Answers answer = get(client, members + "/" + reference);
            assertThat(answer.status()).isEqualTo(200);
            JsonNode member = answer.json();
            assertThat(member.path("id").asString()).isEqualTo(id(ADA));
            assertThat(member.path("organization").asString()).isEqualTo(organization.toString());
            assertThat(member.path("email").asString()).isEqualTo("Ada@Example.com");
            assertThat(member.path("firstName").asString()).isEqualTo("Ada");
            assertThat(texts(member.path("roles"))).containsExactly("learner");
            assertThat(texts(member.path("teams"))).containsExactly("Builders");
            assertThat(member.path("unit").isNull()).isTrue();
            assertThat(member.path("accessExpiresAt").asString()).isEqualTo("2040-01-02T03:04:05Z");
            assertThat(member.path("state").asString()).isEqualTo("active");
        }
    }

    @Test
    void listsOmitThoseWhoseMembershipHasEnded() {
        rows.add(organization, ADA, role("learner"));
        rows.add(organization, "bob@example.com", role("learner"));
        rows.end(organization, ADA);

        assertThat(emails("")).containsExactly("bob@example.com");
        assertThat(emails("?state=active")).containsExactly("bob@example.com");
        assertThat(emails("?state=ended")).containsExactly(ADA);
        assertThat(get(client, members + "/" + id(ADA)).at("state")).isEqualTo("ended");
        assertThat(get(client, members + "?state=gone").problem()).isEqualTo("400 invalid");
    }

    @Test
    void listsAreFilteredAndComeInPages() {
        UUID builders = team("Builders");
        rows.add(organization, ADA, role("manager"), builders);
        rows.add(organization, "bob@example.com", role("learner"), builders);
        rows.add(organization, "eve@example.org", role("learner"));

        assertThat(emails("?role=MANAGER")).containsExactly(ADA);
        assertThat(emails("?team=" + builders)).containsExactlyInAnyOrder(ADA, "bob@example.com");
        assertThat(emails("?team=builders&role=learner")).containsExactly("bob@example.com");
        assertThat(emails("?q=EXAMPLE.org")).containsExactly("eve@example.org");
        assertThat(emails("?q=%25")).isEmpty();
        assertThat(get(client, members + "?role=boss").problem()).isEqualTo("400 invalid");

        Answers first = get(client, members + "?limit=2");
        Answers second = get(client, members + "?limit=2&cursor=" + first.at("next"));
        assertThat(emails(first)).hasSize(2).doesNotContainAnyElementsOf(emails(second));
        assertThat(emails(second)).hasSize(1);
        assertThat(second.json().path("next").isNull()).isTrue();
    }

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
                    });
        }
    }

    @Test
    void nullClears() {
        rows.add(organization, ADA, role("manager"));
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

            Answers kept = patch(client, members + "/" + ADA, Map.of("roles", List.of("learner", "admin")));
            assertThat(kept.status()).as("what they have already").isEqualTo(200);
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
            assertThat(worker.commands(MemberCommand.class))
                    .filteredOn(command -> command.organization().equals(organization))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"last-admin", "not-a-member", "no-such-grantable"})
    void aRefusalIsTheAnswer(String reason) {
        rows.add(organization, ADA, role("admin"));
        Function<MemberCommand, Event> refuse = command -> new MemberChangeRefused(
                command.command(), command.organization(), command.address(), reason, Instant.now());
        try (AnsweringWorker worker = worker(refuse::apply, refuse::apply)) {
            assertThat(patch(client, members + "/" + ADA, Map.of("roles", List.of("learner")))
                            .problem())
                    .isEqualTo("409 " + reason);
            assertThat(delete(client, members + "/" + ADA).problem()).isEqualTo("409 " + reason);
            assertThat(worker.commands(MemberCommand.class)).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void whoDoesNotGetAnAnswerInTimeIsToldWhereToLook() {
        rows.add(organization, ADA, role("learner"));
        try (AnsweringWorker worker = new AnsweringWorker(Topic.MEMBERS_REQUESTED, event -> Optional.empty())) {
            for (Answers answer : List.of(
                    delete(client, members + "/" + ADA, "Prefer", "wait=0"),
                    patch(client, members + "/" + ADA, Map.of("teams", List.of()), "Prefer", "wait=0"))) {
                assertThat(answer.status()).isEqualTo(202);
                assertThat(answer.header("Location")).isEqualTo(members + "/" + id(ADA));
                assertThat(answer.at("state")).isEqualTo("active");
            }
            await().untilAsserted(() -> assertThat(worker.commands(MemberCommand.class))
                    .filteredOn(command -> command.organization().equals(organization))
                    .hasSize(2));
        }
    }

    @Test
    void onlyWhoMaySeesAndChangesOnlyTheirOwn() {
        rows.add(organization, ADA, role("learner"));
        String other = api.organization("Other " + System.nanoTime()).get("id").asString();
        WebTestClient stranger = api.as(api.key(other, "members:write"));
        WebTestClient reader = api.as(api.key(organization.toString(), "members:read"));
        WebTestClient inviter = api.as(api.key(organization.toString(), "invitations:write"));
        String path = members + "/" + id(ADA);

        assertThat(get(stranger, path).problem()).isEqualTo("404 not-found");
        assertThat(delete(stranger, path).problem()).isEqualTo("404 not-found");
        assertThat(get(client, "/api/v1/organizations/" + other + "/members/" + id(ADA))
                        .problem())
                .isEqualTo("404 not-found");
        assertThat(get(client, members + "/nobody@example.com").problem()).isEqualTo("404 not-found");
        assertThat(delete(client, members + "/no-id").problem()).isEqualTo("404 not-found");
        assertThat(get(reader, path).status()).isEqualTo(200);
        assertThat(delete(reader, path).problem()).isEqualTo("403 forbidden");
        assertThat(patch(reader, path, Map.of("teams", List.of())).problem()).isEqualTo("403 forbidden");
        assertThat(get(inviter, path).problem()).isEqualTo("403 forbidden");
        assertThat(get(inviter, members).problem()).isEqualTo("403 forbidden");
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

    private static AnsweringWorker worker(
            Function<MemberChangeRequested, Event> onChange, Function<MemberRemovalRequested, Event> onRemoval) {
        return new AnsweringWorker(Topic.MEMBERS_REQUESTED, event -> switch (event) {
            case MemberChangeRequested change -> Optional.of(onChange.apply(change));
            case MemberRemovalRequested removal -> Optional.of(onRemoval.apply(removal));
            default -> Optional.empty();
        });
    }

    private MemberChanged changed(MemberCommand command) {
        return new MemberChanged(
                MemberId.of(organization, command.address()),
                organization,
                command.address(),
                command.address(),
                null,
                null,
                Grants.NONE,
                null,
                command.command(),
                Instant.now());
    }

    private UUID team(String name) {
        return UUID.fromString(created(client, "/api/v1/organizations/" + organization + "/teams", Map.of("name", name))
                .get("id")
                .asString());
    }

    private UUID role(String name) {
        return UUID.fromString(get(client, "/api/v1/organizations/" + organization + "/roles/" + name)
                .at("id"));
    }

    private String id(String address) {
        return MemberId.of(organization, address).toString();
    }

    private List<String> emails(String query) {
        return emails(get(client, members + query));
    }

    private static List<String> emails(Answers page) {
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        return page.json()
                .path("items")
                .valueStream()
                .map(member -> member.path("email").asString().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
