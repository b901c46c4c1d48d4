package io.usher.api.accounts;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;

/** How far rights reach among invitations, and all that belongs to them. */
class InvitationReachIT extends ReachScenario {

    private final String ofNobody = invitation(api.platform(), "Everybody", "");
    private final String ofNorth = invitation(api.platform(), "North", "North");
    private final String ofHarbour = invitation(api.platform(), "Harbour", "Harbour");
    private final String ofSouth = invitation(api.platform(), "South", "South");
    private final String ofAdmins = invitation(api.platform(), "Admins", "North", "admin");

    @Test
    void aManagerSeesTheInvitationsOfItsUnitsAlone() {
        WebTestClient manager = person("manager", north).page();

        assertThat(listed(manager, path + "/invitations", "name")).containsExactly("Admins", "Harbour", "North");
        assertThat(listed(manager, path + "/invitations?q=harb", "name")).containsExactly("Harbour");
        assertThat(listed(manager, path + "/invitations?q=south", "name")).isEmpty();
        assertThat(get(manager, ofHarbour).status()).isEqualTo(200);
        for (String beyond : List.of(ofSouth, ofNobody)) {
            for (String what : List.of("", "/invitees", "/stats", "/acceptances")) {
                assertThat(get(manager, beyond + what).problem()).as(what).isEqualTo("404 not-found");
            }
            assertThat(patch(manager, beyond, Map.of("name", "Mine")).problem()).isEqualTo("404 not-found");
            assertThat(delete(manager, beyond).problem()).isEqualTo("404 not-found");
            assertThat(post(manager, beyond + "/invitees", List.of(email("a@example.com")))
                            .problem())
                    .isEqualTo("404 not-found");
        }
        for (String what : List.of("", "/invitees", "/stats", "/acceptances")) {
            assertThat(get(manager, ofNorth + what).status()).as(what).isEqualTo(200);
        }
    }

    @Test
    void aLearnerAdminSeesTheInvitationsOfLearnersAlone() {
        WebTestClient admin = person("learner-admin").page();

        assertThat(listed(admin, path + "/invitations", "name"))
                .containsExactly("Everybody", "Harbour", "North", "South");
        assertThat(listed(admin, path + "/invitations?q=admins", "name")).isEmpty();
        assertThat(get(admin, ofAdmins).problem()).isEqualTo("404 not-found");
        assertThat(get(admin, ofAdmins + "/acceptances").problem()).isEqualTo("404 not-found");
        assertThat(get(admin, ofAdmins + "/stats").status())
                .as("statistics are of all")
                .isEqualTo(200);
        assertThat(get(admin, ofSouth + "/acceptances").status()).isEqualTo(200);
    }

    @Test
    void anAnalystReadsTheStatisticsOfAllAndNothingElse() {
        WebTestClient analyst = person("learner-analyst").page();

        assertThat(get(analyst, ofAdmins + "/stats").status()).isEqualTo(200);
        assertThat(get(analyst, ofSouth + "/stats").status()).isEqualTo(200);
        assertThat(get(analyst, ofSouth).problem()).isEqualTo("403 forbidden");
        assertThat(get(analyst, path + "/invitations").problem()).isEqualTo("403 forbidden");
    }

    @Test
    void aManagerInvitesToItsUnitsWhomItMayManage() {
        WebTestClient manager = person("manager", north).page();

        for (Map<String, Object> beyond : List.of(
                targeted("No unit", ""),
                targeted("Other unit", "South"),
                targeted("Analysts", "North", "learner-analyst"),
                targeted("Admins", "North", "admin"),
                targeted("Managers elsewhere", "South", "manager"))) {
            Answers refused = post(manager, path + "/invitations", beyond);
            assertThat(refused.problem()).as(beyond.toString()).isEqualTo("403 exceeds-own-scopes");
        }
        assertThat(post(manager, path + "/invitations", targeted("No unit", "")).fields())
                .containsExactly("unit");
        String made = invitation(manager, "Ours", "Harbour", "learner", "manager");

        assertThat(patch(manager, made, Map.of("unit", "South")).problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(manager, made, Map.of("roles", List.of("admin"))).problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(manager, made, Map.of("unit", "North")).status()).isEqualTo(200);
        assertThat(post(manager, made + "/invitees", List.of(email("a@example.com")))
                        .status())
                .isEqualTo(200);
        assertThat(delete(manager, made).status()).isEqualTo(204);
    }

    /** It may be switched off by who sees it, but lets nobody more in. */
    @Test
    void whatGrantsMoreThanAManagerHoldsMayOnlyBeNarrowed() {
        WebTestClient manager = person("manager", north).page();

        assertThat(post(manager, ofAdmins + "/invitees", List.of(email("a@example.com")))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(manager, ofAdmins, Map.of("quota", 5)).status()).isEqualTo(200);
        assertThat(patch(manager, ofAdmins, Map.of("quota", 6)).problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(manager, ofAdmins, Map.of("status", "disabled")).status())
                .isEqualTo(200);
        assertThat(patch(manager, ofAdmins, Map.of("status", "enabled")).problem())
                .isEqualTo("403 exceeds-own-scopes");
    }

    @Test
    void aLearnerAdminInvitesLearnersAlone() {
        WebTestClient admin = person("learner-admin").page();

        assertThat(post(admin, path + "/invitations", targeted("Analysts", "", "learner-analyst"))
                        .problem())
                .as("they hold that, but invite learners")
                .isEqualTo("403 exceeds-own-scopes");
        String made = invitation(admin, "Learners", "South");
        assertThat(patch(admin, made, Map.of("roles", List.of("manager"))).problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(admin, made, Map.of("name", "More")).status()).isEqualTo(200);
        assertThat(patch(admin, ofAdmins, Map.of("name", "Mine")).problem()).isEqualTo("404 not-found");
    }

    @Test
    void whatBelongsToAnInvitationIsReachedWithIt() {
        WebTestClient manager = person("manager", north).page();
        String near = invitee(ofHarbour);
        String far = invitee(ofSouth);

        for (String action : List.of("/resend", "/decline", "/cancel")) {
            assertThat(post(manager, far + action, "").problem()).as(action).isEqualTo("404 not-found");
            assertThat(post(manager, near + action, "").status()).as(action).isIn(200, 202);
        }
        assertThat(get(manager, far + "/link").problem()).isEqualTo("404 not-found");
        String imported = imported(api.platform(), ofSouth).header("Location");
        assertThat(get(manager, imported).problem()).isEqualTo("404 not-found");
        assertThat(get(manager, imported + "/rows").problem()).isEqualTo("404 not-found");
        assertThat(delete(manager, imported).problem()).isEqualTo("404 not-found");
        assertThat(imported(manager, ofSouth).problem()).isEqualTo("404 not-found");
        Answers own = imported(manager, ofHarbour);
        assertThat(own.status()).as(own.text()).isEqualTo(202);
        assertThat(get(manager, own.header("Location")).status()).isEqualTo(200);
    }

    private String invitee(String invitation) {
        Answers added = post(api.platform(), invitation + "/invitees", List.of(email("ada@example.com")));
        return "/api/v1/invitees/"
                + added.json().path("results").path(0).path("invitee").asString();
    }

    private static Answers imported(WebTestClient client, String invitation) {
        var result = client.method(HttpMethod.POST)
                .uri(invitation + "/imports")
                .header("Content-Type", "text/csv")
                .bodyValue("Ada,Lovelace,ada@example.org\n")
                .exchange()
                .expectBody(String.class)
                .returnResult();
        String text = result.getResponseBody();
        return new Answers(result.getStatus().value(), result.getResponseHeaders(), text == null ? "" : text);
    }

    @Test
    void theInvitationOfATeamIsLearnersAndOfNoUnit() {
        team("Builders");
        String invitees = path + "/teams/Builders/invitees";
        WebTestClient manager = person("manager", north).page();
        WebTestClient admin = person("learner-admin").page();

        assertThat(post(manager, invitees, List.of(email("a@example.com"))).problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(post(admin, invitees, List.of(email("a@example.com"))).status())
                .isEqualTo(200);
        assertThat(listed(admin, invitees, "email")).containsExactly("a@example.com");
        assertThat(listed(manager, invitees, "email")).isEmpty();
        assertThat(post(manager, invitees, List.of(email("b@example.com"))).problem())
                .isEqualTo("403 exceeds-own-scopes");
    }

    @Test
    void reachFollowsTheMemberToAnotherUnit() {
        NewAccount account = person("manager", north);
        WebTestClient manager = account.page();
        assertThat(get(manager, ofNorth).status()).isEqualTo(200);

        members.grant(organization, account.address(), role("manager"), south);
        await().until(() -> get(manager, ofNorth).status() == 404);
        assertThat(get(manager, ofSouth).status()).isEqualTo(200);

        members.grant(organization, account.address(), role("manager"));
        await().until(() -> get(manager, ofSouth).status() == 403);
    }

    @Test
    void whoInvitesSeesHowManySeatsAreFreeAndNotThePlan() {
        for (WebTestClient inviter :
                List.of(person("manager", north).page(), person("learner-admin").page())) {
            Answers shown = get(inviter, path);
            assertThat(shown.status()).isEqualTo(200);
            assertThat(shown.json().path("name").asString()).isNotEmpty();
            assertThat(shown.json().has("seatsAvailable")).isTrue();
            assertThat(shown.json().path("plan").isObject()).isFalse();
            assertThat(shown.json().path("seatsTaken").isNumber()).isFalse();
            assertThat(listed(inviter, "/api/v1/organizations", "id")).containsExactly(organization.toString());
        }
        assertThat(get(person("admin").page(), path).json().path("plan").isObject())
                .isTrue();
        assertThat(get(person("learner-analyst").page(), path).problem()).isEqualTo("403 forbidden");
    }

    private static Map<String, Object> email(String address) {
        return Map.of("email", address);
    }
}
