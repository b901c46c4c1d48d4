package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How all invitations of an organization are doing together. */
class OrganizationStatisticsIT extends ConsoleScenario {

    private static final String DAYS = "from=2030-01-01&to=2030-01-02";

    private final String statistics = home + "/statistics";
    private final String file = home + "/statistics.csv";

    private void minute(Answers invitation, String at, int requested, int accepted, int rejected) {
        api.execute("""
                insert into directory.invitation_minute (invitation_id, minute, requested, accepted, waitlisted, rejected)
                values (?::uuid, ?::timestamptz, ?, ?, 0, ?)""", invitation.at("id"), at, requested, accepted, rejected);
    }

    private void count(Answers invitation, String name, int count) {
        api.execute(
                "insert into directory.invitation_count (invitation_id, name, count) values (?::uuid, ?, ?)",
                invitation.at("id"),
                name,
                count);
    }

    private String made(String kind) {
        return Answers.post(program, path + "/" + kind, Map.of("name", kind + " " + System.nanoTime()))
                .at("name");
    }

    @Test
    void everythingIsDrawnAndInTablesAndInFiles() {
        String team = made("teams");
        String unit = made("units");
        Answers first = invitation("name", "First", "teams", List.of(team));
        Answers second = invitation("name", "=Second", "teams", List.of(team), "unit", unit);
        minute(first, "2030-01-01T08:00:00Z", 9, 4, 1);
        minute(first, "2030-01-02T08:00:00Z", 5, 2, 0);
        minute(second, "2030-01-02T08:00:00Z", 7, 6, 1);
        minute(second, "2030-01-03T00:00:00Z", 900, 901, 902);
        count(first, "requested", 14);
        count(first, "accepted", 6);
        count(second, "accepted", 6);
        count(second, "rejected/quota-full", 2);
        api.execute(
                "insert into directory.refused_at_once (invitation_id, count) values (?::uuid, 31)", first.at("id"));

        Page page = get(statistics + "?" + DAYS + "&step=day");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains(
                        "=\"0 0 2 100\"",
                        "<title id=\"chart-title\">",
                        "<desc id=\"chart-text\">",
                        "x=\"0\" y=\"67\" width=\"0.16666666666666666\" height=\"33\"",
                        "x=\"1\" y=\"34\" width=\"0.16666666666666666\" height=\"66\"",
                        "points=\"0,100 0,100 1,67 1,67 2,0 2,0\"",
                        "datetime=\"2030-01-02T00:00:00Z\">2 January 2030</time>",
                        "<td>12</td><td>8</td><td>0</td><td>1</td>",
                        "<title id=\"funnel-title\">",
                        "<th scope=\"row\">Accepted</th><td>12</td>",
                        "<th scope=\"row\">Invitation full</th><td>2</td>",
                        "<th scope=\"row\">Refused at once</th><td>31</td>",
                        "href=\"" + home + "/invitations/" + first.at("id") + "/statistics\">First</a>",
                        "By team",
                        "By unit")
                .doesNotContain("??", ">901<", "style=");
        assertThat(rows(page, team)).containsExactly("21", "12", "0", "2");
        assertThat(rows(page, unit)).containsExactly("7", "6", "0", "1");
        assertThat(get(statistics + "?" + DAYS + "&step=minute").text()).contains("2030-01-02T08:00:00Z");

        Page periods = get(file + "?" + DAYS + "&step=day");
        assertThat(periods.header("content-type")).startsWith("text/csv");
        assertThat(periods.text()).isEqualTo("""
                from,requested,accepted,waitlisted,rejected,acceptedByThen\r
                2030-01-01T00:00:00Z,9,4,0,1,4\r
                2030-01-02T00:00:00Z,12,8,0,1,12\r
                """);
        assertThat(get(file + "?" + DAYS + "&of=invitation").text())
                .isEqualTo(
                        "invitation,requested,accepted,waitlisted,rejected\r\nFirst,14,6,0,1\r\n'=Second,7,6,0,1\r\n");
        assertThat(get(file + "?of=funnel").text()).contains("accepted,12");
        assertThat(get(file + "?of=reasons").text()).contains("quota-full,2\r\nrefused-at-once,31\r\n");
        assertThat(get(file + "?of=nothing").status()).isEqualTo(404);
        assertThat(get(statistics + "?from=nonsense&to=2030-99-99&step=year").text())
                .contains("No request was decided on these days.")
                .doesNotContain("??", ">901<");
    }

    @Test
    void theLineBeginsWithThoseWhoWereAcceptedBefore() {
        String unit = Answers.post(program, path + "/units", Map.of("name", "South " + System.nanoTime()))
                .at("id");
        Answers invitation = invitation("name", "Old", "unit", unit);
        minute(invitation, "2029-01-01T08:00:00Z", 5, 5, 0);
        minute(invitation, "2029-01-02T08:00:00Z", 3, 3, 0);
        minute(invitation, "2029-01-09T08:00:00Z", 2, 2, 0);
        NewAccount manager = NewAccount.on(api);
        join(manager, id, "manager", unit);
        String day = "?from=2029-01-02&to=2029-01-02";
        count(invitation, "accepted", 10);
        try {
            assertThat(manager.browser().get(statistics + day).text())
                    .contains("points=\"0,38 0,38 1,0 1,0\"", "<td>3</td><td>3</td><td>0</td><td>0</td><td>8</td>");
            assertThat(manager.browser().get(file + day).text()).endsWith("2029-01-02T00:00:00Z,3,3,0,0,8\r\n");
        } finally {
            api.execute("delete from directory.invitation_count where invitation_id = ?::uuid", invitation.at("id"));
        }
    }

    private static List<String> rows(Page page, String name) {
        String row = page.text().replaceAll("(?s).*<th scope=\"row\"><span>" + name + "</span>(.*?)</tr>.*", "$1");
        return List.of(row.replaceAll("(?s).*?<td>(\\d+)</td>", "$1 ").strip().split("\\s+"));
    }

    @Test
    void peopleSeeTheStatisticsThatTheirRightsReach() {
        String unit = Answers.post(program, path + "/units", Map.of("name", "North " + System.nanoTime()))
                .at("id");
        Answers inside = invitation("name", "Inside", "unit", unit);
        Answers outside = invitation("name", "Outside");
        minute(inside, "2031-01-01T08:00:00Z", 3, 3, 0);
        minute(outside, "2031-01-01T08:00:00Z", 40, 40, 0);
        String day = statistics + "?from=2031-01-01&to=2031-01-01";
        NewAccount manager = NewAccount.on(api);
        join(manager, id, "manager", unit);
        NewAccount analyst = with("learner-analyst");

        assertThat(manager.browser().get(day).text())
                .contains("Inside", "<td>3</td>")
                .doesNotContain("Outside", "<td>43</td>");
        assertThat(analyst.browser().get(day).text()).contains("Inside", "Outside", "<td>43</td>");
        assertThat(with("learner-admin").browser().get(day).text()).contains("<td>43</td>");
        assertThat(with("learner").browser().get(day).status()).isEqualTo(403);
        assertThat(with("learner").browser().get(file).status()).isEqualTo(403);

        assertThat(analyst.browser().get(home).location()).isEqualTo(statistics);
        String menu = analyst.browser().get(statistics).text();
        assertThat(menu.substring(menu.indexOf("console-menu"), menu.indexOf("<h1>")))
                .contains("href=\"" + statistics + "\"")
                .doesNotContain(home + "/i", home + "/p", home + "/t", home + "/k", "Overview");
        assertThat(analyst.browser()
                        .get(home + "/invitations/" + inside.at("id") + "/statistics")
                        .text())
                .doesNotContain("href=\"" + home + "/invitations/" + inside.at("id") + "\"");
    }
}
