package io.usher.api.members;

import static io.usher.api.Answers.get;
import static io.usher.api.RunningApi.created;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.accounts.NewAccount;
import io.usher.api.http.paging.Search;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Lists of people whose rights reach some of very many. */
class ReachedMembersIT extends MembersScenario {

    private final UUID unit = UUID.fromString(
            created(api.platform(), "/api/v1/organizations/" + organization + "/units", Map.of("name", "North"))
                    .path("id")
                    .asString());

    private WebTestClient person(String role, UUID... more) {
        NewAccount account = NewAccount.on(api);
        UUID[] held = new UUID[more.length + 1];
        held[0] = role(role);
        System.arraycopy(more, 0, held, 1, more.length);
        rows.add(organization, account.address(), held);
        return account.page();
    }

    /** They are behind what one request searches. */
    @Test
    void theFewOfAUnitAreFoundAmongTheMany() {
        int people = Members.SEARCHED + Search.SORTED;
        rows.crowd(organization, people);
        rows.grantFrom(organization, people - 2, unit);
        WebTestClient manager = person("manager", unit);

        Answers page = get(manager, members);

        assertThat(page.json().path("items").size()).as(page.text()).isEqualTo(4);
        assertThat(page.json().path("next").isNull()).isTrue();
        assertThat(get(manager, members + "?q=P" + people).json().path("items").size())
                .isEqualTo(1);
        assertThat(get(manager, members + "?q=p5@").json().path("items").size()).isZero();
    }

    @Test
    void whoIsBeyondReachIsPassedOver() {
        rows.crowd(organization, 300);
        rows.grantFrom(organization, 101, role("learner-analyst"));

        WebTestClient admin = person("learner-admin");

        Answers page = get(admin, members + "?limit=200");
        assertThat(page.json().path("items").size()).as(page.text()).isEqualTo(100);
        assertThat(page.json().path("next").isNull()).isTrue();
    }
}
