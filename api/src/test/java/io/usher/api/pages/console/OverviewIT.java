package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What there is to look at first, and the way to other organizations. */
class OverviewIT extends ConsoleScenario {

    private void seats(Answers invitation, int accepted, int waiting) {
        api.execute("""
                insert into onboarding.invitation_seats (invitation_id, requests, accepted, waiting)
                values (?::uuid, ?, ?, ?)""", invitation.at("id"), accepted + waiting, accepted, waiting);
    }

    @Test
    void whatNeedsAttentionIsOnTop() {
        Answers almost = invitation("name", "Almost " + System.nanoTime(), "quota", 20);
        seats(almost, 19, 3);
        Answers full = invitation("name", "Full " + System.nanoTime(), "quota", 10);
        seats(full, 10, 0);
        Answers half = invitation("name", "Half " + System.nanoTime(), "quota", 10);
        seats(half, 5, 0);
        Answers off = invitation("name", "Off " + System.nanoTime(), "quota", 10, "status", "disabled");
        seats(off, 10, 0);
        Answers bounced = invitation("name", "Bounced " + System.nanoTime());
        api.execute("""
                insert into directory.invitation_count (invitation_id, name, count)
                values (?::uuid, 'bounced', 2)""", bounced.at("id"));

        Page overview = get(home);

        assertThat(overview.text())
                .contains(
                        "href=\"" + page(almost) + "\">" + almost.at("name")
                                + "</a>: <span>at least 95% full (19 of 20 accepted)",
                        ": <span>full (10 of 10 accepted)",
                        page(bounced) + "/invitees?emailStatus=bounced\"",
                        "2 emails came back",
                        "3 people are waiting for a seat.")
                .doesNotContain(half.at("name") + "</a>: ", off.at("name"), "First steps", "??", "seats of the plan");
        api.execute("insert into notification.bounce_alarm (organization_id, since) values (?::uuid, now())", id);
        assertThat(get(home).text()).contains("Too many mails of the organization come back");
    }

    @Test
    void theLatestMembersAreShownNewestFirst() {
        NewAccount first = NewAccount.on(api);
        NewAccount last = NewAccount.on(api);
        join(first, id, "learner");
        join(last, id, "learner");
        api.execute(
                "update onboarding.member set joined_at = now() + interval '1 minute' where address = ?",
                first.address());
        api.execute(
                "update onboarding.member set joined_at = now() + interval '2 minutes' where address = ?",
                last.address());

        String overview = get(home).text();

        assertThat(overview).contains("Latest members").doesNotContain("??");
        assertThat(overview.indexOf(">" + last.address() + "</a>"))
                .isPositive()
                .isLessThan(overview.indexOf(">" + first.address() + "</a>"));
    }

    @Test
    void seatsThatRunOutAreSaidToThoseWhoMayKnow() {
        String other = Answers.post(
                        api.platform(),
                        "/api/v1/organizations",
                        Map.of("name", "Small " + System.nanoTime(), "plan", Map.of("seats", 5)))
                .at("id");
        String slug =
                Answers.get(api.platform(), "/api/v1/organizations/" + other).at("slug");
        NewAccount admin = NewAccount.on(api);
        NewAccount inviter = NewAccount.on(api);
        join(admin, other, "admin");
        join(inviter, other, "learner-admin");
        api.execute("insert into onboarding.organization_seats (organization_id, taken) values (?::uuid, 4)", other);

        assertThat(admin.browser().get("/console/" + slug).text())
                .contains("80 % of the seats of the plan are taken, or more.", "1 seat is free.", "First steps")
                .doesNotContain("??");
        assertThat(inviter.browser().get("/console/" + slug).text())
                .contains("1 seat is free.")
                .doesNotContain("of the plan", "preset=admin", "??");
        api.execute("update onboarding.organization_seats set taken = 5 where organization_id = ?::uuid", other);
        assertThat(inviter.browser().get("/console/" + slug).text())
                .contains("No seat is free.", "Every seat of the plan is taken.");
    }

    @Test
    void whoOnlyReadsInvitationsIsNotToldTheFreeSeats() {
        String other = Answers.post(
                        api.platform(),
                        "/api/v1/organizations",
                        Map.of("name", "Read " + System.nanoTime(), "plan", Map.of("seats", 5)))
                .at("id");
        String there = "/api/v1/organizations/" + other;
        String slug = Answers.get(api.platform(), there).at("slug");
        String page = "/console/" + slug + "/invitations/"
                + Answers.post(api.platform(), there + "/invitations", Map.of("name", "Workshop"))
                        .at("id");
        assertThat(Answers.post(
                                api.platform(),
                                there + "/roles",
                                Map.of("name", "reader", "permissions", List.of("invitations:read")))
                        .status())
                .isEqualTo(201);
        NewAccount reader = NewAccount.on(api);
        NewAccount admin = NewAccount.on(api);
        join(reader, other, "reader");
        join(admin, other, "admin");

        assertThat(admin.browser().get(page).text()).contains("5 plan seats are free");
        assertThat(reader.browser().get(page).text()).contains("Workshop").doesNotContain("plan seat", "??");
    }

    @Test
    void timesAreInThePersonsLanguage() {
        Answers made = invitation("name", "Spring", "expiresAt", "2099-03-04T05:06:00Z");
        NewAccount person = NewAccount.on(api);
        join(person, id, "admin");
        person.browser().post("/me/profile", "firstName", "Ada", "lastName", "Lovelace", "language", "de");

        assertThat(person.browser().get(page(made)).text()).contains(">4. März 2099, 05:06 UTC</time>");
    }

    @Test
    void theHeaderLeadsToOtherOrganizations() {
        NewAccount person = NewAccount.on(api);
        String name = "Other & more " + UUID.randomUUID();
        String other = Answers.post(api.platform(), "/api/v1/organizations", Map.of("name", name))
                .at("id");
        join(person, id, "admin");
        join(person, other, "learner-analyst");
        String slug =
                Answers.get(api.platform(), "/api/v1/organizations/" + other).at("slug");

        String page = person.browser().get(home).text();

        String header = page.substring(page.indexOf("<header"), page.indexOf("</header>"));
        assertThat(header)
                .contains(
                        "<details class=\"dropdown\">",
                        "<a href=\"/console/" + slug + "\">" + name.replace("&", "&amp;") + "</a>",
                        "<a href=\"/console\">Other organizations</a>")
                .doesNotContain("<a href=\"" + home + "\"");
        assertThat(get(home).text()).doesNotContain("dropdown");
        NewAccount learnerElsewhere = NewAccount.on(api);
        join(learnerElsewhere, id, "admin");
        join(learnerElsewhere, other, "learner");
        assertThat(learnerElsewhere.browser().get(home).text()).doesNotContain("dropdown", name);
    }

    @Test
    void emptyPagesSaySo() {
        String slug =
                api.organization("Empty " + System.nanoTime()).path("slug").asString();
        String empty = "/console/" + slug;
        TestBrowser root = platformAdministrator().browser();

        assertThat(root.get(empty).text())
                .contains("No invitation has been made yet.", "Nobody has joined yet.", "First steps");
        assertThat(root.get(empty + "/people").text()).contains("Nobody is a member yet.", "preset=people");
        assertThat(root.get(empty + "/people?q=ada").text())
                .contains("Nobody to show.")
                .doesNotContain("preset=people");
        assertThat(root.get(empty + "/people/invites").text())
                .contains("Nobody who was invited by name has still to answer.");
        assertThat(root.get(empty + "/invitations").text()).contains("No invitation yet.", "preset=admin");
        assertThat(root.get(empty + "/invitations?q=spring").text())
                .contains("Nothing matches the search.")
                .doesNotContain("preset=admin");
        Map.of("team", "teams", "unit", "units", "group", "groups", "course", "learning")
                .forEach((kind, page) ->
                        assertThat(root.get(empty + "/" + page).text()).contains("No " + kind + " has been made yet."));
        assertThat(root.get(empty + "/keys").text()).contains("No key has been made yet.");
        assertThat(root.get(empty + "/suppressions").text()).contains("The organization may write to everybody.");
        assertThat(root.get(empty + "/statistics").text()).contains("No request has been decided yet.");
        assertThat(root.get(empty + "/audit?q=nothing-like-it").text()).contains("Nothing matches the search.");
    }
}
