package io.usher.api.accounts;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.commands.AnsweringWorker;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

/** How far rights reach among members. */
class MemberReachIT extends ReachScenario {

    private static final String NOT_WAITING = "wait=0";

    @BeforeEach
    void fill() {
        team("Builders");
        member("ann@example.com", "learner", north);
        member("hal@example.com", "learner", harbour);
        member("sue@example.com", "learner", south);
        member("tom@example.com", "learner");
        member("ada@example.com", "admin", north);
    }

    @Test
    void aManagerSeesTheMembersOfItsUnitsAlone() {
        NewAccount account = person("manager", north);
        WebTestClient manager = account.page();

        assertThat(emails(manager, path + "/members"))
                .containsExactlyInAnyOrder("ada@example.com", "ann@example.com", "hal@example.com", account.address());
        assertThat(emails(manager, path + "/members?q=ann")).containsExactly("ann@example.com");
        assertThat(emails(manager, path + "/members?q=sue")).isEmpty();
        assertThat(emails(manager, path + "/members?role=learner&unit=Harbour")).containsExactly("hal@example.com");
        assertThat(get(manager, memberPath("hal@example.com")).status()).isEqualTo(200);
        for (String beyond : List.of("sue@example.com", "tom@example.com")) {
            assertThat(get(manager, memberPath(beyond)).problem()).isEqualTo("404 not-found");
            assertThat(patch(manager, memberPath(beyond), Map.of("teams", List.of()))
                            .problem())
                    .isEqualTo("404 not-found");
            assertThat(delete(manager, memberPath(beyond)).problem()).isEqualTo("404 not-found");
        }
        assertThat(post(manager, memberPath("hal@example.com") + "/erase", "").problem())
                .isEqualTo("403 forbidden");
    }

    @Test
    void aLearnerAdminSeesLearnersAlone() {
        person("manager", north);
        WebTestClient admin = person("learner-admin").page();

        assertThat(emails(admin, path + "/members"))
                .containsExactly("ann@example.com", "hal@example.com", "sue@example.com", "tom@example.com");
        assertThat(get(admin, memberPath("ada@example.com")).problem()).isEqualTo("404 not-found");
        assertThat(delete(admin, memberPath("ada@example.com")).problem()).isEqualTo("404 not-found");
        assertThat(get(admin, memberPath("tom@example.com")).status()).isEqualTo(200);
    }

    @Test
    void onlyTheMembersWithinReachOfATeamAreListed() {
        UUID sailors = team("Sailors");
        members.grant(organization, "sue@example.com", role("learner"), south, sailors);
        members.grant(organization, "hal@example.com", role("learner"), harbour, sailors);

        assertThat(emails(person("manager", north).page(), path + "/teams/Sailors/members"))
                .containsExactly("hal@example.com");
        assertThat(emails(person("learner-admin").page(), path + "/teams/Sailors/members"))
                .containsExactly("hal@example.com", "sue@example.com");
    }

    private static List<String> emails(WebTestClient client, String path) {
        return listed(client, path, "email").stream()
                .map(email -> email.toLowerCase(Locale.ROOT))
                .toList();
    }

    @Test
    void aManagerChangesWhoHoldsNoMoreThanItself() {
        NewAccount account = person("manager", north);
        WebTestClient manager = account.page();
        member("max@example.com", "manager", harbour);
        try (AnsweringWorker worker =
                new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, event -> Optional.empty())) {
            assertThat(patch(manager, memberPath("ada@example.com"), Map.of("teams", List.of()))
                            .problem())
                    .isEqualTo("403 exceeds-own-scopes");
            assertThat(delete(manager, memberPath("ada@example.com")).problem()).isEqualTo("403 exceeds-own-scopes");
            for (Map<String, Object> beyond : List.<Map<String, Object>>of(
                    Map.of("roles", List.of("learner-analyst")),
                    Map.of("roles", List.of("admin")),
                    Map.of("unit", "South"),
                    Map.of("roles", List.of("manager"), "unit", "South"))) {
                assertThat(patch(manager, memberPath("hal@example.com"), beyond).problem())
                        .as(beyond.toString())
                        .isEqualTo("403 exceeds-own-scopes");
            }
            assertThat(patch(manager, memberPath("hal@example.com"), Collections.singletonMap("unit", null))
                            .problem())
                    .isEqualTo("403 exceeds-own-scopes");
            assertThat(worker.commands(MemberCommand.class)).isEmpty();

            for (Map<String, Object> within : List.<Map<String, Object>>of(
                    Map.of("roles", List.of("learner", "manager")),
                    Map.of("unit", "North"),
                    Map.of("teams", List.of("Builders"), "accessExpiresAt", "2041-01-01T00:00:00Z"))) {
                assertThat(later(patch(manager, memberPath("hal@example.com"), within, "Prefer", NOT_WAITING)))
                        .as(within.toString())
                        .isTrue();
            }
            assertThat(later(delete(manager, memberPath("max@example.com"), "Prefer", NOT_WAITING)))
                    .isTrue();
            MemberId asking = MemberId.of(organization, account.address());
            await().until(() -> worker.commands(MemberRemovalRequested.class).stream()
                    .anyMatch(command -> asking.equals(command.callerMember())));
            assertThat(worker.commands(MemberChangeRequested.class))
                    .as("they are held to what they hold when it is decided")
                    .allMatch(command -> asking.equals(command.callerMember()))
                    .hasSize(3);
        }
    }

    private static boolean later(Answers answer) {
        assertThat(answer.text()).doesNotContain("problem");
        return answer.status() == 202;
    }

    @Test
    void aLearnerAdminChangesLearnersButNoRoles() {
        WebTestClient admin = person("learner-admin").page();
        String sue = memberPath("sue@example.com");

        assertThat(patch(admin, sue, Map.of("roles", List.of("learner"))).problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(admin, sue, Map.of("teams", List.of("Builders")), "Prefer", NOT_WAITING)
                        .status())
                .isEqualTo(202);
        assertThat(delete(admin, sue, "Prefer", NOT_WAITING).status()).isEqualTo(202);
    }

    @Test
    void membersBeyondReachAreNotTakenFromATeam() {
        NewAccount account = person("manager", north);
        String builders = path + "/teams/Builders/members";
        try (AnsweringWorker worker =
                new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, event -> Optional.empty())) {
            assertThat(delete(account.page(), builders + "/" + MemberId.of(organization, "sue@example.com"))
                            .problem())
                    .isEqualTo("404 not-found");
            assertThat(post(
                                    account.page(),
                                    builders,
                                    List.of(Map.of("email", "hal@example.com")),
                                    "Prefer",
                                    NOT_WAITING)
                            .status())
                    .isEqualTo(202);
            await().untilAsserted(() -> assertThat(worker.commands(MemberTeamChangeRequested.class))
                    .singleElement()
                    .satisfies(command -> assertThat(command.callerMember())
                            .isEqualTo(MemberId.of(organization, account.address()))));
        }
    }

    @Test
    void aManagerSeesItsUnitsAlone() {
        WebTestClient manager = person("manager", north).page();

        assertThat(listed(manager, path + "/units", "name")).containsExactly("Harbour", "North");
        assertThat(get(manager, path + "/units/South").problem()).isEqualTo("404 not-found");
        assertThat(get(manager, path + "/units/Harbour").status()).isEqualTo(200);
        assertThat(listed(manager, path + "/teams", "name")).containsExactly("Builders");
        assertThat(post(manager, path + "/units", Map.of("name", "West")).problem())
                .isEqualTo("403 forbidden");
        assertThat(listed(person("learner-admin").page(), path + "/units", "name"))
                .containsExactly("Harbour", "North", "South");
    }
}
