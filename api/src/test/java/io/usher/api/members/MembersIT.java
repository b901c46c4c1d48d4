package io.usher.api.members;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.http.paging.Search;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class MembersIT extends MembersScenario {

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
    void anExportHasAllThatTheFiltersLeaveAndNoFormula() {
        UUID builders = team("Builders");
        UUID learner = role("learner");
        for (int i = 0; i < 1_001; i++) {
            rows.add(organization, "p" + i + "@example.com", learner, builders);
        }
        rows.add(organization, "-b@example.org", learner);

        Answers csv = get(client, members + "?team=Builders&limit=2", "Accept", "text/csv");

        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        List<String> lines = csv.text().lines().toList();
        assertThat(lines).hasSize(1_002);
        assertThat(lines.getFirst())
                .isEqualTo("id,organization,email,firstName,lastName,roles,teams,unit,groups,courses,accessExpiresAt,"
                        + "joinedAt,invitation,state");
        assertThat(csv.text()).contains(",p0@example.com,Ada,Lovelace,learner,Builders,,,,,");
        assertThat(get(client, members + "?q=-b", "Accept", "text/csv").text()).contains(",'-b@example.org,");
        assertThat(get(client, members + "?role=boss", "Accept", "text/csv").problem())
                .isEqualTo("400 invalid");
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
    void aSearchThatFindsNobodyInItsPartGoesOnWithALargerOne() {
        int firstOfThird = Members.SEARCHED + Members.SEARCHED_ON + 1;
        rows.crowd(organization, firstOfThird);
        String last = "p" + firstOfThird + "@example.com";

        Answers first = get(client, members + "?q=" + last);
        assertThat(emails(first)).isEmpty();
        Answers second = get(client, members + "?q=" + last + "&cursor=" + first.at("next"));
        assertThat(emails(second)).isEmpty();
        Answers third = get(client, members + "?q=" + last + "&cursor=" + second.at("next"));
        assertThat(emails(third)).containsExactly(last);
        assertThat(third.json().path("next").isNull()).isTrue();

        String lastOfSecond = "p" + (firstOfThird - 1) + "@example.com";
        assertThat(emails("?q=" + lastOfSecond + "&limit=1&cursor=" + first.at("next")))
                .containsExactly(lastOfSecond);
        assertThat(emails("?limit=3")).containsExactly("p1@example.com", "p2@example.com", "p3@example.com");
    }

    @Test
    void whatFewHaveIsFoundWhereverTheyAre() {
        UUID builders = team("Builders");
        rows.crowd(organization, 50_010);
        rows.grantFrom(organization, 50_008, builders);
        rows.end(organization, "p50009@example.com");

        Answers first = get(client, members + "?team=builders&limit=1");
        assertThat(emails(first)).containsExactly("p50008@example.com");
        Answers second = get(client, members + "?team=builders&limit=1&cursor=" + first.at("next"));
        assertThat(emails(second)).containsExactly("p50010@example.com");
        assertThat(second.json().path("next").isNull()).isTrue();
        assertThat(emails("?team=builders&q=P50010")).containsExactly("p50010@example.com");
        assertThat(emails("?state=ended")).containsExactly("p50009@example.com");
        assertThat(emails("?state=ended&team=builders")).containsExactly("p50009@example.com");
    }

    /** More than are sorted, of whom the first is behind what one request searches. */
    @Test
    void whatManyHaveIsSearchedFor() {
        UUID builders = team("Builders");
        rows.crowd(organization, Members.SEARCHED + Search.SORTED + 10);
        rows.grantFrom(organization, Members.SEARCHED + 2, builders);

        Answers first = get(client, members + "?team=builders&limit=2");
        assertThat(emails(first)).isEmpty();
        Answers second = get(client, members + "?team=builders&limit=2&cursor=" + first.at("next"));
        assertThat(emails(second))
                .containsExactly(
                        "p" + (Members.SEARCHED + 2) + "@example.com", "p" + (Members.SEARCHED + 3) + "@example.com");
        assertThat(second.json().path("next").isNull()).isFalse();
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
}
