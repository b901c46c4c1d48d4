package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list and the page of invitations in the console: switching off, deleting, and who may do and see what. */
class InvitationPagesIT extends ConsoleScenario {

    private final String list = home + "/invitations";

    @Test
    void theSwitchIsEffectiveAtOnceAndCanBeUndone() {
        Answers made =
                invitation("name", "Switched " + System.nanoTime(), "quota", 3, "expiresAt", "2035-01-01T00:00:00Z");
        String name = made.at("name");
        Page before = get(list + "?q=" + name.replace(" ", "+") + "&state=enabled&mode=public");
        assertThat(before.text())
                .contains(
                        ">" + name + "</a>",
                        "0 of 3",
                        "<progress value=\"0\" max=\"3\"",
                        "<small>3 left</small>",
                        "href=\"" + page(made) + "/qr.svg\"",
                        "value=\"" + made.at("link") + "\"",
                        "aria-checked=\"true\"")
                .doesNotContain("??");
        String tag = field(before, "tag");

        Page off = post(page(made) + "/status", "tag", tag);
        assertThat(off.location()).isEqualTo(list + "?done=disabled&flipped=" + made.at("id"));
        assertThat(shown(made).path("status").asString()).isEqualTo("disabled");
        assertThat(get(list + "?done=disabled").text())
                .contains("The invitation is switched off")
                .doesNotContain("??");
        Page undoable = get(list + "?done=disabled&flipped=" + made.at("id"));
        assertThat(undoable.text())
                .contains("<button class=\"outline\">Undo: switch it on again</button>")
                .doesNotContain("??");
        assertThat(get(list + "?done=nonsense").text()).doesNotContain("??");

        Page late = post(page(made) + "/status", "tag", tag, "enabled", "yes");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.text())
                .contains(
                        "It was changed meanwhile",
                        "Changed last by: " + with("admin").address(),
                        "aria-checked=\"false\"")
                .doesNotContain("??");
        assertThat(shown(made).path("status").asString()).isEqualTo("disabled");

        assertThat(post(page(made) + "/status", "tag", field(late, "tag"), "enabled", "yes")
                        .status())
                .isEqualTo(303);
        assertThat(shown(made).path("status").asString()).isEqualTo("enabled");
    }

    @Test
    void deletingAsksAgain() {
        Answers made = invitation();
        Page asked = get(page(made) + "/delete");
        assertThat(asked.text()).contains("Nobody has joined through it.").doesNotContain("??");
        assertThat(shown(made).path("id").asString()).isEqualTo(made.at("id"));
        Answers.patch(program, made.header("Location"), Map.of("description", "changed"));

        Page changed = post(page(made) + "/delete", "tag", field(asked, "tag"));
        assertThat(changed.status()).isEqualTo(412);

        assertThat(post(page(made) + "/delete", "tag", field(changed, "tag")).location())
                .isEqualTo(list + "?done=deleted");
        assertThat(Answers.get(program, made.header("Location")).status()).isEqualTo(404);
        assertThat(get(page(made)).status()).isEqualTo(404);
    }

    @Test
    void everythingOfAnInvitationIsOnItsPage() {
        Answers made = invitation("description", "<script>alert(1)</script>", "emails", List.of("ada@example.com"));
        accepted(made.at("id"), "first@example.com", 1, "accepted");
        accepted(made.at("id"), "second@example.com", 2, "waitlisted");

        Page page = get(page(made));

        assertThat(page.text())
                .contains(
                        "&lt;script&gt;alert(1)&lt;/script&gt;",
                        "href=\"/i/" + made.at("code") + "\"",
                        "data-counts=\"/api/v1/invitations/" + made.at("id") + "/stream\"",
                        "<p id=\"state\" data-part",
                        "<p id=\"summary\" class=\"summary\" data-part",
                        "<dl id=\"counts\" class=\"counts\" data-part",
                        "<div id=\"acceptances\" data-part",
                        ">Accepted, including seats given back</dt>",
                        "first@example.com",
                        "second@example.com")
                .doesNotContain("??", "<script>alert");
        assertThat(page.text().indexOf("first@example.com"))
                .isLessThan(page.text().indexOf("second@example.com"));
        assertThat(get(page(made) + "?outcome=waitlisted").text()).doesNotContain("first@example.com");
        assertThat(get(page(made) + "?outcome=&reason=&q=first").text()).doesNotContain("second@example.com");
    }

    private void accepted(String invitation, String address, int place, String outcome) {
        api.execute("""
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                    requested_at, decided_at, outcome, grant_set_id, joined, log_offset)
                values (gen_random_uuid(), ?::uuid, ?::uuid, ?, 0, ?, now(), now(), ?,
                    case when ? = 'accepted' then gen_random_uuid() end, false, 0)""", id, invitation, place, address, outcome, outcome);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/edit",
                "/delete",
                "/qr.svg",
                "/statistics",
                "/statistics.csv",
                "/invitees",
                "/invitees.csv",
                "/import"
            })
    void invitationsOfOthersAreNotThere(String below) {
        String theirs = api.organization("Theirs").path("id").asString();
        NewAccount both = NewAccount.on(api);
        join(both, id, "admin");
        join(both, theirs, "admin");
        String invitation = Answers.post(
                        api.as(api.key(theirs, "invitations:write")),
                        "/api/v1/organizations/" + theirs + "/invitations",
                        Map.of("name", "Theirs"))
                .at("id");

        assertThat(get(list + "/" + invitation + below).status()).isEqualTo(404);
        assertThat(both.browser().get(list + "/" + invitation + below).status())
                .as("in the wrong organization")
                .isEqualTo(404);
        assertThat(post(list + "/" + invitation + "/delete", "tag", "\"1\"").status())
                .isEqualTo(404);
        assertThat(post(list + "/" + invitation + "/status", "tag", "\"1\"").status())
                .isEqualTo(404);
        assertThat(post(list + "/" + invitation + "/edit", "tag", "\"1\"", "name", "Mine")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoMayNotChangeInvitationsCannot() {
        Answers made = invitation();
        NewAccount analyst = with("learner-analyst");

        for (String route :
                List.of(list + "/new", page(made) + "/edit", page(made) + "/status", page(made) + "/delete")) {
            assertThat(analyst.browser()
                            .post(route, "name", "Mine", "tag", "\"1\"")
                            .status())
                    .as(route)
                    .isEqualTo(403);
        }
        assertThat(shown(made).path("version").asInt()).isEqualTo(1);
    }
}
