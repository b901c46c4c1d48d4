package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.commands.AnsweringWorker;
import io.usher.api.http.paging.Search;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members, teams and what else an organization gives, in the console. */
class PeoplePagesIT extends ConsoleScenario {

    private final OrganizationId of = new OrganizationId(UUID.fromString(id));

    private String member(String address) {
        return home + "/people/" + MemberId.of(of, address);
    }

    @Test
    void theManagerIsSaidToReachItsUnitAlone() {
        String roles = get(home + "/roles").text();

        assertThat(row(roles, "manager"))
                .contains("own unit", ">Change and remove members</span>")
                .doesNotContain("audit log", "API keys");
        assertThat(row(roles, "admin")).contains("see the audit log").doesNotContain("own unit");
        assertThat(roles).contains(">Permissions</th>").doesNotContain(">Description</th>", "??");
    }

    private static String row(String page, String name) {
        String row = page.substring(page.indexOf(">" + name + "</span>"));
        return row.substring(0, row.indexOf("</tr>"));
    }

    @Test
    void aUnitIsShownWithWhatItIsPartOf() {
        String whole = "Whole " + System.nanoTime();
        String part = "Part " + System.nanoTime();
        post(home + "/units", "name", whole);
        post(home + "/units", "name", part, "parent", whole, "description", "A half");
        String units = get(home + "/units").text();

        assertThat(units)
                .containsSubsequence(">Part of</th>", ">Description</th>")
                .doesNotContain("??");
        assertThat(row(units, part)).containsSubsequence(">" + whole + "</small>", ">A half</small>");
    }

    @Test
    void aNewCourseIsACourseUnlessItIsSaidToBeAnotherKind() {
        String course = "Course " + System.nanoTime();
        post(home + "/learning", "name", course, "courseKind", "challenge");
        assertThat(get(home + "/learning").text()).contains(">Kind</th>", ">Description</th>");
        assertThat(row(get(home + "/learning").text(), course)).contains(">Challenge</small>");
        assertThat(get(home + "/learning").text())
                .contains("value=\"course\" selected")
                .doesNotContain("value=\"path\" selected");
        Page refused = post(home + "/learning", "name", "n".repeat(101), "courseKind", "path");
        assertThat(refused.text())
                .contains("value=\"path\" selected", "no longer than the field takes")
                .doesNotContain("255 characters", "??");
    }

    @Test
    void membersAreListedAndFiltered() {
        NewAccount learner = with("learner");
        NewAccount analyst = with("learner-analyst");

        Page all = get(home + "/people?q=&role=&team=&unit=&state=");
        assertThat(all.text())
                .contains("href=\"" + member(learner.address()) + "\"", analyst.address(), "Ada")
                .doesNotContain("??");
        assertThat(get(home + "/people?role=admin").text()).doesNotContain(learner.address());
        assertThat(get(home + "/people?q=" + learner.address()).text()).doesNotContain(analyst.address());
        assertThat(get(home + "/people?state=ended").text()).doesNotContain(learner.address());
        assertThat(get(member(learner.address())).text())
                .contains("value=\"learner\" checked", "Remove from the organization")
                .doesNotContain("??");
        assertThat(with("learner-analyst").browser().get(home + "/people").status())
                .isEqualTo(403);
        assertThat(with("learner-analyst")
                        .browser()
                        .get(member(learner.address()))
                        .status())
                .isEqualTo(403);
        assertThat(get(home + "/people/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void onlyWhatIsChangedOfAMemberIsAskedFor() {
        Answers.post(program, path + "/teams", Map.of("name", "Builders"));
        NewAccount person = NewAccount.on(api);
        join(person, id, "learner");
        try (AnsweringWorker worker = worker(change -> refused(change, MemberChangeRefused.LAST_ADMIN))) {
            Page refused = post(
                    member(person.address()),
                    "roles",
                    "learner",
                    "teams",
                    "Builders",
                    "accessExpiresAt",
                    "2041-01-01T01:00",
                    "zone",
                    "Europe/Berlin");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text())
                    .contains(
                            "href=\"#main\"",
                            "Make somebody else an administrator first.",
                            "value=\"Builders\" checked")
                    .doesNotContain("??");
            assertThat(worker.commands(MemberChangeRequested.class))
                    .singleElement()
                    .satisfies(command -> {
                        assertThat(command.replaced()).containsOnlyKeys(GrantKind.TEAM);
                        assertThat(command.accessExpiresAt()).isEqualTo("2041-01-01T00:00:00Z");
                    });
        }
        Page wrong = post(member(person.address()), "roles", "learner", "accessExpiresAt", "2001-01-01T01:00");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).contains("href=\"#accessExpiresAt\"").doesNotContain("??");
        Page none = post(member(person.address()), "roles", "learner");
        assertThat(none.location()).as("nothing is changed").endsWith("?done=changed");
    }

    @Test
    void whatAMemberHasIsKeptIfItIsNotAmongTheOfferedOnes() {
        String team = Answers.post(program, path + "/teams", Map.of("name", "Riggers"))
                .json()
                .path("id")
                .asString();
        for (String ids : new String[] {"00000000", "ffffffff"}) {
            api.execute("""
                    insert into directory.grantable (id, organization_id, kind, name, created_at)
                    select (? || '-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ?::uuid, 'team', ? || n, now()
                    from generate_series(1, 200) n""", ids, id, ids);
        }
        NewAccount person = NewAccount.on(api);
        join(person, id, "learner", team);

        assertThat(get(member(person.address())).text()).contains("value=\"Riggers\" checked");
    }

    @Test
    void aSearchThatHasFoundNobodyYetSaysThatItGoesOn() {
        api.execute("""
                insert into onboarding.member (organization_id, id, address, grant_ids, joined_at)
                select ?::uuid, gen_random_uuid(), 'p' || n || '@crowd.example', '{}', now()
                from generate_series(1, ?::integer) n""", id, Integer.toString(Search.SEARCHED + 1));
        try {
            assertThat(get(home + "/people?q=nobody-has-this").text())
                    .contains("Nobody so far. The search goes on on the next page.", "rel=\"next\"")
                    .doesNotContain("Nobody to show");
            assertThat(get(home + "/people?state=ended&q=nobody-has-this").text())
                    .contains("Nobody to show");
        } finally {
            api.execute(
                    "delete from onboarding.member where organization_id = ?::uuid and address like '%@crowd.example'",
                    id);
        }
    }

    @Test
    void aManagerWithoutAUnitIsWarnedOf() {
        NewAccount person = NewAccount.on(api);
        join(person, id, "manager");
        String warning = "A manager without a unit reaches nobody.";

        assertThat(get(member(person.address())).text()).contains(warning).doesNotContain("??");
        assertThat(get(member(with("learner").address())).text()).doesNotContain(warning);
        assertThat(post(member(person.address()), "roles", "manager", "accessExpiresAt", "soon")
                        .text())
                .contains(warning);
    }

    @Test
    void aMemberIsRemoved() {
        NewAccount person = NewAccount.on(api);
        join(person, id, "learner");
        try (AnsweringWorker worker = worker(change -> refused(change, MemberChangeRefused.LAST_ADMIN))) {
            assertThat(post(member(person.address()) + "/remove").location()).isEqualTo(home + "/people?done=removed");
            assertThat(worker.commands(MemberRemovalRequested.class)).hasSize(1);
        }
        assertThat(get(home + "/people?done=removed").text())
                .contains("no longer a member")
                .doesNotContain("??");
        assertThat(with("learner-analyst")
                        .browser()
                        .post(member(person.address()) + "/remove")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whoMovesUpIsSaidIfSomebodyWaits() {
        String page = member(with("learner").address());
        assertThat(get(page).text()).contains("their seat becomes free.").doesNotContain("moves up");
        String invitation = invitation("name", "Waited for").at("id");
        api.execute(
                "insert into onboarding.invitation_seats (invitation_id, requests, accepted, waiting)"
                        + " values (?::uuid, 13, 1, 12)",
                invitation);
        try {
            assertThat(get(page).text())
                    .contains("12 people are waiting for a seat: the first of them who can be served moves up.")
                    .doesNotContain("??");
        } finally {
            api.execute("delete from onboarding.invitation_seats where invitation_id = ?::uuid", invitation);
        }
    }

    private AnsweringWorker worker(Function<MemberChangeRequested, Event> onChange) {
        return new AnsweringWorker(Topic.MEMBERS_REQUESTED, of, event -> switch (event) {
            case MemberChangeRequested change -> Optional.of(onChange.apply(change));
            case MemberRemovalRequested removal ->
                Optional.of(new MemberLeft(
                        MemberId.of(of, removal.address()),
                        of,
                        removal.address(),
                        MemberLeft.REMOVED,
                        removal.command(),
                        Instant.now()));
            default -> Optional.empty();
        });
    }

    private MemberChangeRefused refused(MemberChangeRequested change, String reason) {
        return new MemberChangeRefused(change.command(), of, change.address(), reason, Instant.now());
    }

    @ParameterizedTest
    @CsvSource({
        "teams, description, For all",
        "units, parent, ''",
        "groups, description, For all",
        "learning, courseKind, challenge",
        "roles, permissions, statistics:read"
    })
    void whatIsGivenIsMadeChangedAndDeleted(String kind, String field, String value) {
        String list = home + "/" + kind;
        String name = "One of " + kind + " " + System.nanoTime();
        assertThat(get(list).text()).contains("<h1>").doesNotContain("??");

        assertThat(post(list, "name", name, field, value).location()).isEqualTo(list + "?done=made");
        Page taken = post(list, "name", name, field, value);
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.text())
                .contains("href=\"#main\"", "There is one of this name already.")
                .doesNotContain("??");
        Page nameless = post(list, "name", " ", field, value);
        assertThat(nameless.status()).isEqualTo(400);
        assertThat(nameless.text()).contains("href=\"#name\"").doesNotContain("??");
        if (field.equals("permissions")) {
            assertThat(nameless.text())
                    .as("what was ticked stays so")
                    .containsPattern("value=\"statistics:read\" checked")
                    .doesNotContainPattern("value=\"members:read\" checked");
        }

        Page found = get(list + "?q=" + name.replace(" ", "+") + "&done=made");
        assertThat(found.text()).contains(name, "Created.").doesNotContain("??");
        String edit = found.text().replaceAll("(?s).*href=\"(" + list + "/[0-9a-f-]{36}/edit)\".*", "$1");
        assertThat(get(edit).text())
                .contains("value=\"" + name + "\"", "Delete")
                .doesNotContain("??");
        assertThat(post(edit, "name", name + "!", field, value).location()).isEqualTo(list + "?done=changed");
        assertThat(with("learner").browser().post(edit, "name", "Mine").status())
                .isEqualTo(403);
        assertThat(post(edit.replace("/edit", "/delete")).location()).isEqualTo(list + "?done=deleted");
        assertThat(get(edit).status()).isEqualTo(404);
    }

    @Test
    void whatIsGivenSaysWhereItIsUsed() {
        String name = "Used " + System.nanoTime();
        String team =
                Answers.post(program, path + "/teams", Map.of("name", name)).at("id");
        String list = home + "/teams?q=" + name.replace(" ", "+");
        assertThat(get(list).text())
                .contains("in no invitation", "held by nobody")
                .doesNotContain("??");
        for (int i = 0; i < 11; i++) {
            invitation("name", "Granting " + i, "teams", List.of(name));
        }
        join(NewAccount.on(api), id, "learner", team);

        assertThat(get(list).text()).contains("in 11 invitations", "held by 1 member<");
        assertThat(get(home + "/teams/" + team + "/edit").text())
                .contains("in 11 invitations", "Invitations that grant it:", "Granting 10, Granting 9, ", "…")
                .doesNotContain("Granting 0", "??");
        assertThat(with("manager").browser().get(list).text()).doesNotContain("in 11 invitations");
    }

    @Test
    void whatManyHoldIsEstimatedByASample() {
        String team = Answers.post(program, path + "/teams", Map.of("name", "Many " + System.nanoTime()))
                .at("id");
        String page = home + "/teams/" + team + "/edit";
        api.execute("""
                insert into onboarding.member (organization_id, id, address, grant_ids, joined_at)
                select ?::uuid, gen_random_uuid(), 'm' || n || '@many.example', array[?::uuid], now()
                from generate_series(1, 60) n""", id, team);
        try {
            assertThat(get(page).text()).contains("held by 60 members");
            seatsTaken(1_000_000);
            assertThat(get(page).text()).contains("held by more than 1,000 members");
        } finally {
            seatsTaken(0);
            api.execute(
                    "delete from onboarding.member where organization_id = ?::uuid and address like '%@many.example'",
                    id);
        }
    }

    private void seatsTaken(int taken) {
        api.execute("""
                insert into onboarding.organization_seats (organization_id, taken) values (?::uuid, ?)
                on conflict (organization_id) do update set taken = excluded.taken""", id, taken);
    }

    @Test
    void whatRolesPermitIsSaidInWords() {
        assertThat(get(home + "/roles").text())
                .contains("<span>See statistics</span> <code>statistics:read</code>")
                .containsPattern("value=\"units:write\"><span>Make, change and delete units and groups</span>")
                .doesNotContain("??");
    }

    @Test
    void aTeamShowsWhoIsInItAndWhoIsInvited() {
        String team = Answers.post(program, path + "/teams", Map.of("name", "Invited " + System.nanoTime()))
                .at("id");
        String page = home + "/teams/" + team;
        assertThat(get(page).text())
                .contains("Learners in team", "Invite to team")
                .doesNotContain("??");
        assertThat(get(page + "?tab=invites").text())
                .contains("Nobody is invited to this team yet.")
                .doesNotContain("??");

        String invitees = post(page + "/invite").location();
        assertThat(invitees).startsWith(home + "/invitations/");
        String ada = "ada-" + UUID.randomUUID() + "@example.com";
        post(invitees, "email", ada);

        assertThat(get(page + "?tab=invites").text()).contains(ada).doesNotContain("??");
        assertThat(get(page + "?tab=invites&q=nobody").text()).doesNotContain(ada);
        Page added = post(page + "/members", "emails", "nobody\n");
        assertThat(added.text()).contains("Cannot be added").doesNotContain("??");
        Page crowd = post(page + "/members", "emails", "crowd@example.com\n".repeat(1_001));
        assertThat(crowd.status()).isEqualTo(422);
        assertThat(crowd.text())
                .contains(
                        "Add at most 1,000 members at once.",
                        "href=\"#emails\"",
                        ">crowd@example.com\n",
                        "<details open")
                .doesNotContain("??");
        assertThat(get(home + "/teams/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(with("learner").browser().get(page).status()).isEqualTo(403);
        assertThat(with("learner").browser().post(page + "/invite").status()).isEqualTo(403);
    }
}
