package io.usher.api.invitees;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class TeamInviteesIT extends InviteesScenario {

    private final WebTestClient makers = api.as(api.key(id, "teams:write"));
    private final String invitations = "/api/v1/organizations/" + id + "/invitations";

    @Test
    void whoIsInvitedToATeamIsOnItsOneStandingInvitationHoweverManyInviteAtOnce() {
        String team = team("Finalists");
        assertThat(get(caller, team + "/invitees").text()).isEqualTo("{\"items\":[],\"next\":null}");
        assertThat(standing("Finalists")).isEmpty();

        List<CompletableFuture<Answers>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> post(caller, team + "/invitees", List.of(Map.of("email", "team" + i + "@x.io")))))
                .toList();

        assertThat(all.stream().map(CompletableFuture::join))
                .allSatisfy(added -> assertThat(outcomes(added)).containsExactly("new"));
        assertThat(standing("Finalists")).singleElement().satisfies(invitation -> {
            assertThat(invitation.path("mode").asString()).isEqualTo("targeted");
            assertThat(invitation.path("roles").toString()).isEqualTo("[\"learner\"]");
            assertThat(invitation.path("teams").toString()).isEqualTo("[\"Finalists\"]");
            assertThat(invitation.path("invitees").asInt()).isEqualTo(8);
        });
        assertThat(get(caller, team + "/invitees?q=team3").json().path("items").valueStream())
                .singleElement()
                .satisfies(one -> assertThat(one.path("progress").asString()).isEqualTo("invited"));
    }

    @Test
    void theyAreExported() {
        String team = team("Exported");
        Answers nobody = get(caller, team + "/invitees", "Accept", "text/csv");
        post(caller, team + "/invitees", List.of(Map.of("email", "csv@x.io", "firstName", "Ada")));

        Answers exported = get(caller, team + "/invitees", "Accept", "text/csv");

        assertThat(exported.header("Content-Type")).startsWith("text/csv");
        assertThat(nobody.text()).startsWith("id,invitation,email,").hasLineCount(1);
        assertThat(exported.text()).startsWith(nobody.text()).hasLineCount(2).contains(",csv@x.io,Ada,");
    }

    @Test
    void anotherTakesThePlaceOfOneThatWasDeleted() {
        String team = team("Replaced");
        post(caller, team + "/invitees", List.of(Map.of("email", "ada@x.io")));
        String first = standing("Replaced").getFirst().path("id").asString();
        assertThat(delete(caller, "/api/v1/invitations/" + first).status()).isEqualTo(204);
        assertThat(get(caller, team + "/invitees").json().path("items").isEmpty())
                .isTrue();

        assertThat(outcomes(post(caller, team + "/invitees", List.of(Map.of("email", "ada@x.io")))))
                .containsExactly("new");

        assertThat(standing("Replaced"))
                .singleElement()
                .satisfies(one -> assertThat(one.path("id").asString()).isNotEqualTo(first));
    }

    @Test
    void itIsRenamedWithTheTeamUnlessItHasANameOfItsOwn() {
        String team = team("Before");
        post(caller, team + "/invitees", List.of(Map.of("email", "ada@x.io")));
        String invitation = "/api/v1/invitations/"
                + standing("Before").getFirst().path("id").asString();

        assertThat(patch(makers, team, named("After")).status()).isEqualTo(200);
        assertThat(get(caller, invitation).at("name")).isEqualTo("After");
        assertThat(get(caller, invitation).json().path("teams").toString()).isEqualTo("[\"After\"]");

        assertThat(patch(caller, invitation, named("Ours")).status()).isEqualTo(200);
        assertThat(patch(makers, team.replace("Before", "After"), named("Later"))
                        .status())
                .isEqualTo(200);
        assertThat(get(caller, invitation).at("name")).isEqualTo("Ours");
    }

    @Test
    void itIsDisabledOnceTheTeamIsDeleted() {
        String team = team("Gone");
        post(caller, team + "/invitees", List.of(Map.of("email", "ada@x.io")));
        String invitation =
                "/api/v1/invitations/" + standing("Gone").getFirst().path("id").asString();

        assertThat(delete(makers, team).status()).isEqualTo(204);

        assertThat(get(caller, invitation).at("status")).isEqualTo("disabled");
    }

    @Test
    void whatHappensToItWithTheTeamHasNoEntryOfItsOwnInTheAuditLog() {
        String team = team("Logged");
        assertThat(post(caller, team + "/invitees", List.of(Map.of("email", "logged@x.io")))
                        .status())
                .isEqualTo(200);
        assertThat(patch(makers, team, named("Logged later")).status()).isEqualTo(200);
        assertThat(delete(makers, team.replace("Logged", "Logged later")).status())
                .isEqualTo(204);

        assertThat(get(caller, "/api/v1/organizations/" + id + "/audit?q=Logged")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(entry -> entry.path("action").asString()))
                .containsExactly("grantable.deleted", "grantable.renamed", "invitee.invited", "grantable.created");
    }

    @Test
    void itTakesTheRightToInviteAndATeam() {
        String team = team("Guarded");
        List<Map<String, String>> ada = List.of(Map.of("email", "ada@x.io"));

        assertThat(post(makers, team + "/invitees", ada).problem()).isEqualTo("403 forbidden");
        assertThat(get(makers, team + "/invitees").problem()).isEqualTo("403 forbidden");
        assertThat(post(caller, "/api/v1/organizations/" + id + "/teams/nobody/invitees", ada)
                        .problem())
                .isEqualTo("404 not-found");
        String stranger =
                api.organization("Strangers " + System.nanoTime()).get("id").asString();
        assertThat(post(api.as(api.key(stranger, "invitations:write")), team + "/invitees", ada)
                        .problem())
                .isEqualTo("404 not-found");
    }

    private String team(String name) {
        String teams = "/api/v1/organizations/" + id + "/teams";
        assertThat(post(makers, teams, named(name)).status()).isEqualTo(201);
        return teams + "/" + name;
    }

    private List<JsonNode> standing(String name) {
        return get(caller, invitations + "?q=" + name)
                .json()
                .path("items")
                .valueStream()
                .toList();
    }
}
