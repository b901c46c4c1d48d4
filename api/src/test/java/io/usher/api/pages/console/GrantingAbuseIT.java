package io.usher.api.pages.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Nobody gives more than they hold by any form of the console. */
class GrantingAbuseIT extends ConsoleScenario {

    private static final String ADMIN = "admin";

    private final String admins =
            invite(Map.of("name", "Admins", "mode", "targeted", "sendEmails", false, "roles", List.of(ADMIN)));

    private String invite(Map<String, Object> body) {
        return RunningApi.created(api.platform(), path + "/invitations", body)
                .path("id")
                .asString();
    }

    private void role(String name, String... permissions) {
        RunningApi.created(api.platform(), path + "/roles", Map.of("name", name, "permissions", List.of(permissions)));
    }

    private String all() {
        return String.join(
                "\n",
                Answers.get(api.platform(), path + "/invitations?limit=200").text(),
                Answers.get(api.platform(), path + "/roles?limit=200").text(),
                Answers.get(api.platform(), path + "/api-keys?limit=200").text(),
                Answers.get(api.platform(), path + "/members?limit=200").text(),
                Answers.get(api.platform(), path + "/teams?limit=200").text(),
                Answers.get(api.platform(), "/api/v1/invitations/" + admins + "/invitees")
                        .text());
    }

    private String tag(String invitation) {
        return Answers.get(api.platform(), "/api/v1/invitations/" + invitation).header("ETag");
    }

    /** Somebody who manages members, invitations and keys, and holds nothing else. */
    @Test
    void noFormGivesWhatThePersonDoesNotHold() {
        role("host", "members:write", "invitations:write");
        role("keeper", "units:write");
        String keeper = Answers.get(api.platform(), path + "/roles/keeper").at("id");
        NewAccount host = with("host");
        NewAccount learner = with("learner");
        NewAccount boss = with(ADMIN);
        String disabled = invite(Map.of("name", "Off", "status", "disabled", "quota", 1, "roles", List.of(ADMIN)));
        String before = all();
        TestBrowser browser = host.browser();
        String ofAdmins = home + "/invitations/" + admins;

        assertForbidden(browser.post(home + "/invitations/new", "name", "Up", "roles", ADMIN, "enabled", "on"));
        assertForbidden(browser.post(home + "/invitations/new", "name", "Up", "roles", "keeper", "enabled", "on"));
        assertForbidden(browser.post(
                ofAdmins + "/edit", "tag", tag(admins), "name", "Admins", "roles", ADMIN, "emails", host.address()));
        assertForbidden(browser.post(
                home + "/invitations/" + disabled + "/edit",
                "tag",
                tag(disabled),
                "name",
                "Off",
                "roles",
                ADMIN,
                "quota",
                "5"));
        assertForbidden(
                browser.post(home + "/invitations/" + disabled + "/status", "tag", tag(disabled), "enabled", "on"));
        assertForbidden(browser.post(ofAdmins + "/invitees", "email", host.address()));
        assertForbidden(browser.post(ofAdmins + "/import", "text", "A,B," + host.address()));
        assertForbidden(browser.upload(ofAdmins + "/import", "a.csv", ("A,B," + host.address()).getBytes(UTF_8)));
        assertForbidden(browser.post(member(host), "roles", "host", "roles", ADMIN));
        assertForbidden(browser.post(member(learner), "roles", "keeper"));
        assertForbidden(browser.post(member(boss), "roles", "learner"));
        assertForbidden(browser.post(member(boss) + "/remove"));
        assertForbidden(browser.post(home + "/keys", "name", "Up", "scopes", "units:write"));
        assertForbidden(browser.post(home + "/roles", "name", "up", "permissions", "units:write"));
        assertForbidden(browser.post(
                home + "/roles/" + keeper + "/edit",
                "name",
                "keeper",
                "permissions",
                "units:write",
                "permissions",
                "statistics:read"));
        assertForbidden(browser.post(home + "/roles/" + keeper + "/delete"));
        assertForbidden(browser.post(home + "/teams", "name", "Theirs"));
        assertForbidden(browser.post(home + "/units", "name", "Theirs"));
        assertForbidden(browser.post(home + "/plan", "name", "Theirs", "seats", "9"));

        assertThat(all()).isEqualTo(before);
    }

    @Test
    void whoManagesAUnitOrLearnersGivesNothingBeyond() {
        String unit = RunningApi.created(api.platform(), path + "/units", Map.of("name", "North"))
                .path("id")
                .asString();
        NewAccount manager = NewAccount.on(api);
        join(manager, id, "manager", unit);
        assertThat(manager.browser()
                        .post(
                                home + "/invitations/new",
                                "name",
                                "Own",
                                "targeted",
                                "yes",
                                "unit",
                                "North",
                                "seen",
                                "no-mails")
                        .status())
                .as("a manager of a unit may do something")
                .isEqualTo(303);
        RunningApi.created(api.platform(), path + "/units", Map.of("name", "South"));
        for (String role : List.of("manager", "learner-admin", "learner-analyst", "learner")) {
            NewAccount person = role.equals("manager") ? manager : with(role);
            NewAccount boss = with(ADMIN);
            String before = all();
            TestBrowser browser = person.browser();
            String ofAdmins = home + "/invitations/" + admins;

            for (Page answer : List.of(
                    browser.post(home + "/invitations/new", "name", "Up", "roles", ADMIN, "unit", "North"),
                    browser.post(home + "/invitations/new", "name", "Up", "roles", "learner-analyst", "unit", "North"),
                    browser.post(home + "/invitations/new", "name", "Up", "roles", "manager"),
                    browser.post(home + "/invitations/new", "name", "Out", "roles", "manager", "unit", "South"),
                    browser.post(home + "/keys", "name", "Up", "scopes", "members:write"),
                    browser.post(home + "/roles", "name", "up", "permissions", "members:write"),
                    browser.post(home + "/plan", "name", "Theirs"))) {
                assertThat(answer.status()).as(role).isEqualTo(403);
            }
            for (Page answer : List.of(
                    browser.post(ofAdmins + "/invitees", "email", person.address()),
                    browser.post(ofAdmins + "/import", "text", "A,B," + person.address()),
                    browser.post(ofAdmins + "/status", "tag", tag(admins), "enabled", "on"),
                    browser.post(member(person), "roles", ADMIN),
                    browser.post(member(boss) + "/remove"))) {
                assertThat(answer.status()).as(role).isIn(403, 404);
            }
            assertThat(all()).as(role).isEqualTo(before);
        }
    }

    private String member(NewAccount account) {
        return home + "/people/" + MemberId.of(new OrganizationId(UUID.fromString(id)), account.address());
    }

    private static void assertForbidden(Page answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    }
}
