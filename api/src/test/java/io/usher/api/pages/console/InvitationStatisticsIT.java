package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happened with an invitation over time, as a chart, a table and a file. */
class InvitationStatisticsIT extends ConsoleScenario {

    /** Twenty were accepted in the first minute, forty in the second. */
    private void twoMinutes(Answers invitation) {
        for (int minute = 1; minute <= 2; minute++) {
            api.execute("""
                    insert into directory.invitation_minute (invitation_id, minute, requested, accepted, waitlisted, rejected)
                    values (?::uuid, timestamptz '2030-01-01T00:00:00Z' + ? * interval '1 minute', 9, ?, 0, 0)""", invitation.at("id"), minute, minute * 20);
        }
    }

    @Test
    void howManyWereAcceptedIsDrawnAgainstTheQuota() {
        Answers roomy = invitation("quota", 120);
        Answers lowered = invitation("quota", 30);
        Answers unlimited = invitation();
        List.of(roomy, lowered, unlimited).forEach(this::twoMinutes);

        assertThat(get(page(roomy) + "/statistics?step=minute").text())
                .contains(
                        "points=\"0,100 22,100 23,84 23,84 24,50 24,50\"",
                        "<line vector-effect=\"non-scaling-stroke\" x1=\"0\" x2=\"24\" y1=\"0\" y2=\"0\"/>",
                        " Dashed line: the quota, 120 people. The solid line still counts seats given back.</desc>",
                        "<p>Dashed line: the quota, 120 people. The solid line still counts seats given back.</p>")
                .doesNotContain("??");
        assertThat(get(page(lowered) + "/statistics?step=minute").text())
                .contains("points=\"0,100 22,100 23,67 23,67 24,0 24,0\"", "y1=\"50\" y2=\"50\"", "quota, 30 people");
        assertThat(get(page(unlimited) + "/statistics?step=minute").text())
                .contains("points=\"0,100 22,100 23,67 23,67 24,0 24,0\"", "table below.</desc>")
                .doesNotContain("<line", "quota");
        api.execute(
                "insert into directory.invitation_count (invitation_id, name, count) values (?::uuid, 'accepted', 100)",
                roomy.at("id"));
        assertThat(get(page(roomy) + "/statistics?step=minute").text())
                .as("there were forty before the periods that are shown")
                .contains(
                        "points=\"0,67 22,67 23,50 23,50 24,17 24,17\"", "<td>40</td><td>0</td><td>0</td><td>100</td>");
    }

    @Test
    void whatIsDrawnIsAFileToo() {
        Answers quota = invitation("quota", 120);
        Answers unlimited = invitation();
        List.of(quota, unlimited).forEach(this::twoMinutes);

        String file = page(quota) + "/statistics.csv";
        assertThat(get(page(quota) + "/statistics?step=hour").text()).contains("href=\"" + file + "?step=hour\"");
        assertThat(get(file + "?step=minute").text()).isEqualTo("""
                from,requested,accepted,waitlisted,rejected,acceptedByThen,quota\r
                2030-01-01T00:01:00Z,9,20,0,0,20,120\r
                2030-01-01T00:02:00Z,9,40,0,0,60,120\r
                """);
        assertThat(get(page(unlimited) + "/statistics.csv").text()).endsWith("2030-01-01T00:00:00Z,18,60,0,0,60,\r\n");
        assertThat(with("learner").browser().get(file).status()).isEqualTo(403);
    }

    @Test
    void whatIsDrawnIsInTheTableToo() {
        Answers made = invitation();
        String page = page(made) + "/statistics";
        assertThat(get(page).text())
                .contains("No request has been decided yet.")
                .doesNotContain("??", "<svg", "?step=");
        twoMinutes(made);

        assertThat(get(page + "?step=minute").text())
                .contains(
                        "=\"0 0 24 100\"",
                        "x=\"22\" y=\"67\" width=\"0.8\" height=\"33\"",
                        "x=\"23\" y=\"34\" width=\"0.8\" height=\"66\"",
                        "points=\"0,100 22,100 23,67 23,67 24,0 24,0\"",
                        "<td>40</td><td>0</td><td>0</td><td>60</td>")
                .doesNotContain("??", "style=");
        assertThat(get(page + "?step=day").text()).contains("<td>60</td>");
        assertThat(with("learner-analyst").browser().get(page).status()).isEqualTo(200);
        assertThat(with("learner").browser().get(page).status()).isEqualTo(403);
    }
}
