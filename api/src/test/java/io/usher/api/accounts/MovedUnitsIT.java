package io.usher.api.accounts;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.RunningApi.created;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A unit that is moved beneath another one is its managers' too: whoever moves it must be able to give them that. */
class MovedUnitsIT extends ReachScenario {

    @BeforeEach
    void letSomebodyKeepUnits() {
        created(api.platform(), path + "/roles", Map.of("name", "keeper", "permissions", List.of("units:write")));
    }

    private Answers move(WebTestClient client, String unit, String parent) {
        return patch(client, path + "/units/" + unit, Map.of("parent", parent));
    }

    private String parent(String unit) {
        return get(api.platform(), path + "/units/" + unit)
                .json()
                .path("parent")
                .asString("");
    }

    @Test
    void aManagerDoesNotExtendTheirOwnReach() {
        WebTestClient keeper = person("manager", north, role("keeper")).page();

        Answers refused = move(keeper, "South", "Harbour");

        assertThat(refused.problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(refused.fields()).containsExactly("parent");
        assertThat(parent("South")).isEmpty();
        assertThat(patch(keeper, path + "/units/South", Map.of("name", "Far South"))
                        .status())
                .isEqualTo(200);
        assertThat(patch(keeper, path + "/units/Harbour", Map.of("name", "Port", "parent", "North"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aManagerMovesWhatIsTheirsBeneathAnotherManagersUnit() {
        person("manager", south);
        WebTestClient keeper = person("manager", north, role("keeper")).page();

        assertThat(move(keeper, "Harbour", "South").status()).isEqualTo(200);
        assertThat(parent("Harbour")).isEqualTo("South");
    }

    @Test
    void nobodyExtendsTheReachOfOthersBeyondTheirOwnRights() {
        WebTestClient key = api.as(api.key(organization.toString(), "units:write"));
        assertThat(move(key, "South", "Harbour").status())
                .as("nobody manages it")
                .isEqualTo(200);
        assertThat(patch(key, path + "/units/South", Collections.singletonMap("parent", null))
                        .status())
                .isEqualTo(200);

        person("manager", north);
        assertThat(move(key, "South", "Harbour").problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(move(person("admin").page(), "South", "Harbour").status()).isEqualTo(200);
        assertThat(patch(key, path + "/units/Harbour", Collections.singletonMap("parent", null))
                        .status())
                .as("they lose by that")
                .isEqualTo(200);
        assertThat(move(key, "South", "Harbour").status()).as("it is there").isEqualTo(200);
        assertThat(move(api.platform(), "Harbour", "North").status()).isEqualTo(200);
    }

    @Test
    void whoeverIsInvitedToManageAUnitCountsAsItsManager() {
        WebTestClient key = api.as(api.key(organization.toString(), "units:write"));
        String invitation = invitation(api.platform(), "Managers", "North", "manager");

        assertThat(move(key, "South", "Harbour").problem()).isEqualTo("403 exceeds-own-scopes");

        assertThat(Answers.delete(api.platform(), invitation).status()).isEqualTo(204);
        assertThat(move(key, "South", "Harbour").status()).isEqualTo(200);
    }

    @Test
    void aFormerManagerIsNone() {
        WebTestClient key = api.as(api.key(organization.toString(), "units:write"));
        NewAccount former = person("manager", north);
        members.end(organization, former.address());
        UUID[] learning = and(role("learner"), north);
        members.add(organization, "ann@example.com", learning);

        assertThat(move(key, "South", "Harbour").status()).isEqualTo(200);
    }
}
