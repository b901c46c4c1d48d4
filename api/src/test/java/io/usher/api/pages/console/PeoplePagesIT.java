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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Members in the console. */
class PeoplePagesIT extends ConsoleScenario {

    private final OrganizationId of = new OrganizationId(UUID.fromString(id));

    private String member(String address) {
        return home + "/people/" + MemberId.of(of, address);
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
}
