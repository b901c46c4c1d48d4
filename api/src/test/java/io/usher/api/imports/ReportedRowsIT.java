package io.usher.api.imports;

import static io.usher.api.Answers.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.members.MemberRows;
import io.usher.api.outbox.Published;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is said of the rows of a file, and who is mailed because of it. */
class ReportedRowsIT {

    private final RunningApi api = RunningApi.shared();
    private final ImportScenario scenario = ImportScenario.on(api);
    private final String invitation = scenario.invitation();

    @Test
    void aDryRunReportsEveryRowWithItsOutcomeAndReason() {
        String other =
                api.organization("Elsewhere " + System.nanoTime()).get("id").asString();
        member(scenario.organization(), "here@rows.io");
        member(other, "there@rows.io");
        assertThat(Answers.post(
                                scenario.caller(),
                                "/api/v1/invitations/" + invitation + "/invitees",
                                List.of(Map.of("email", "old@rows.io")))
                        .status())
                .isEqualTo(200);
        String csv = """
                First name,Last name,E-mail
                Ada,Lovelace,ada@rows.io
                Ada,Lovelace,ADA@rows.io
                Old,Friend,old@rows.io
                Here,Already,Here@rows.io
                There,Known,there@rows.io
                No,Body,nobody
                """;

        Answers started = upload("?dryRun=true", csv);
        JsonNode report = scenario.ended(started);

        assertThat(ImportScenario.counts(report))
                .isEqualTo("{new=1, duplicate=2, already-member=1, known-account=1, invalid=1}");
        assertThat(scenario.rows(started, null))
                .extracting(row -> row.path("row").asInt() + " "
                        + row.path("outcome").asString() + " "
                        + row.path("reason").asString("-"))
                .containsExactly(
                        "1 new -",
                        "2 duplicate -",
                        "3 duplicate -",
                        "4 already-member -",
                        "5 known-account -",
                        "6 invalid email-invalid");
        assertThat(scenario.rows(started, "already-member").getFirst().path("invitee"))
                .as("the member")
                .hasToString("\"" + id(scenario.organization(), "here@rows.io") + "\"");
        assertThat(scenario.invitees(invitation)).isOne();
    }

    @Test
    void peopleOfAFileAreMailedAsTheInvitationSaysUnlessTheRequestDoes() {
        JsonNode asTheInvitation = scenario.ended(upload("", "ada@mailing.io\n"));
        JsonNode asTheRequest = scenario.ended(upload("?sendEmails=true", "bob@mailing.io\nADA@mailing.io\n"));
        assertThat(ImportScenario.counts(asTheInvitation)).startsWith("{new=1, duplicate=0");
        assertThat(ImportScenario.counts(asTheRequest)).startsWith("{new=1, duplicate=1");

        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(ImportScenario.SOON)
                    .untilAsserted(() -> assertThat(published.of(invitation))
                            .extracting(event -> event instanceof InviteeInvited invited
                                    ? invited.email() + " " + invited.sendEmail()
                                    : event.toString())
                            .containsExactly("ada@mailing.io false", "bob@mailing.io true"));
        }
    }

    @Test
    void rowsAreSearchedByPartsOfNamesAndAddresses() {
        Answers started = scenario.upload(invitation, """
                First name,Last name,E-mail
                Ada,Lovelace,ada@find.io
                Grace,Hopper,grace_h@find.io
                Love,Joy,graceXh@find.io
                """);
        assertThat(scenario.ended(started).path("state").asString()).isEqualTo("done");

        assertThat(found(started, "?q=LOVE")).containsExactly("ada@find.io", "graceXh@find.io");
        assertThat(found(started, "?q=e_H@")).containsExactly("grace_h@find.io");
        assertThat(found(started, "?q=love&outcome=invalid")).isEmpty();
        assertThat(found(started, "?q=%25")).isEmpty();
        Answers first = get(scenario.caller(), started.header("Location") + "/rows?q=find.io&limit=2");
        assertThat(found(started, "?q=find.io&limit=2&cursor=" + first.at("next")))
                .containsExactly("graceXh@find.io");
    }

    private List<String> found(Answers started, String query) {
        Answers page = get(scenario.caller(), started.header("Location") + "/rows" + query);
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        return page.json()
                .path("items")
                .valueStream()
                .map(row -> row.path("email").asString())
                .toList();
    }

    private Answers upload(String query, String csv) {
        return ImportScenario.upload(
                scenario.caller(), ImportScenario.path(invitation) + query, csv.getBytes(UTF_8), "text/csv");
    }

    private static UUID id(String organization, String address) {
        return MemberId.of(new OrganizationId(UUID.fromString(organization)), address)
                .value();
    }

    private void member(String organization, String address) {
        new MemberRows(api.database()).add(new OrganizationId(UUID.fromString(organization)), address);
    }
}
