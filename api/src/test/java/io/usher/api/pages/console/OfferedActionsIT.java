package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A button that would answer 403 is not shown. */
class OfferedActionsIT extends ConsoleScenario {

    private final String unit =
            Answers.post(program, path + "/units", Map.of("name", "North")).at("id");

    private String member(NewAccount of) {
        return home + "/people/" + MemberId.of(new OrganizationId(UUID.fromString(id)), of.address());
    }

    private NewAccount joined(String role) {
        NewAccount account = NewAccount.on(api);
        join(account, id, role, unit);
        return account;
    }

    @Test
    void whoHoldsMoreIsNotOffered() {
        NewAccount manager = joined("manager");
        NewAccount learner = joined("learner");
        NewAccount admin = joined("admin");

        Page theirs = manager.browser().get(member(learner));
        assertThat(theirs.text()).contains("action=\"" + member(learner) + "\"", "/remove\"", "name=\"roles\"");
        Page above = manager.browser().get(member(admin));
        assertThat(above.status()).isEqualTo(200);
        assertThat(above.text())
                .contains(admin.address(), "<dt>Roles</dt><dd>admin</dd>")
                .doesNotContain("action=\"" + member(admin), "??");
        assertThat(manager.browser().post(member(admin) + "/remove").status()).isEqualTo(403);
        assertThat(get(member(learner)).text()).contains("/remove\"");
    }

    @Test
    void managersMakeManagersOfTheirOwnUnits() {
        NewAccount manager = joined("manager");
        Answers.post(program, path + "/units", Map.of("name", "Northern part", "parent", unit));
        String form = home + "/invitations/new";

        Page offered = manager.browser().get(form);

        assertThat(offered.text())
                .contains("name=\"roles\" value=\"manager\"><span>", "Required: your role reaches only")
                .containsPattern("name=\"unit\" value=\"North\" checked")
                .containsPattern("value=\"admin\" disabled")
                .doesNotContainPattern("value=\"manager\" disabled|type=\"radio\" name=\"unit\" value=\"\"|\\?\\?");
        assertThat(manager.browser()
                        .post(
                                form,
                                "name",
                                "Managers",
                                "targeted",
                                "yes",
                                "roles",
                                "manager",
                                "unit",
                                "Northern part",
                                "seen",
                                "no-mails")
                        .status())
                .isEqualTo(303);
        assertThat(manager.browser().get(member(joined("learner"))).text())
                .contains("name=\"roles\" value=\"manager\"><span>", "Required: your role reaches only")
                .doesNotContainPattern("type=\"radio\" name=\"unit\" value=\"\"");
        assertThat(get(form).text())
                .containsPattern("type=\"radio\" name=\"unit\" value=\"\"")
                .doesNotContain("Required: your role reaches only");
    }

    @Test
    void whoManagesLearnersChangesAllOfThemButTheirRoles() {
        NewAccount learner = joined("learner");
        NewAccount manager = with("learner-admin");

        Page page = manager.browser().get(member(learner));

        assertThat(page.text())
                .contains("<input type=\"hidden\" name=\"roles\" value=\"learner\">", "/remove\"")
                .doesNotContain("<input type=\"checkbox\" name=\"roles\"", "??");
        assertThat(manager.browser()
                        .post(member(learner), "roles", "learner", "unit", "North")
                        .location())
                .as("nothing changed")
                .endsWith("?done=changed");
    }

    @Test
    void membersAreTakenOutOfTeamsByThoseWhoMay() {
        String team = Answers.post(program, path + "/teams", Map.of("name", "Mixed " + System.nanoTime()))
                .at("id");
        NewAccount manager = joined("manager");
        NewAccount learner = NewAccount.on(api);
        NewAccount admin = NewAccount.on(api);
        join(learner, id, "learner", unit, team);
        join(admin, id, "admin", unit, team);

        Page page = manager.browser().get(home + "/teams/" + team);

        assertThat(page.text())
                .contains(learner.address(), admin.address(), removing(team, learner))
                .doesNotContain(removing(team, admin), "/invite\"", "?tab=invites", "??");
        assertThat(get(home + "/teams/" + team).text())
                .contains(removing(team, learner), removing(team, admin), "/invite\"", "?tab=invites");
        assertThat(manager.browser()
                        .get(home + "/teams/" + team + "?tab=invites")
                        .status())
                .isEqualTo(200);
    }

    private String removing(String team, NewAccount member) {
        return "action=\"" + removal(team, member) + "\"";
    }

    private String removal(String team, NewAccount member) {
        return home + "/teams/" + team + "/members/"
                + MemberId.of(new OrganizationId(UUID.fromString(id)), member.address()) + "/remove";
    }

    @Test
    void whoTakesSomebodyOutOfATeamByItsNameIsLedBackToIt() {
        Answers team = Answers.post(program, path + "/teams", Map.of("name", "Named " + System.nanoTime()));
        NewAccount learner = NewAccount.on(api);
        join(learner, id, "learner", team.at("id"));

        assertThat(post(removal(team.at("name").replace(" ", "%20"), learner)).location())
                .as("no worker answers")
                .isEqualTo(home + "/teams/" + team.at("id") + "?done=pending");
    }

    @Test
    void invitationsThatGiveMoreAreOnlySwitchedOff() {
        NewAccount manager = joined("manager");
        Answers own = invitation("name", "Own " + System.nanoTime(), "unit", unit);
        Answers above = Answers.post(
                with("admin").page(),
                path + "/invitations",
                Map.of(
                        "name",
                        "Above " + System.nanoTime(),
                        "unit",
                        unit,
                        "roles",
                        List.of("admin"),
                        "mode",
                        "targeted",
                        "status",
                        "disabled"));
        String switching = "/" + above.at("id") + "/status\"";

        String list = manager.browser().get(home + "/invitations").text();

        assertThat(list)
                .contains("/" + own.at("id") + "/status\"", above.at("name"), "/" + above.at("id") + "/delete\"")
                .doesNotContain(switching, "preset=admin", "??");
        assertThat(get(home + "/invitations").text()).contains(switching);
        assertThat(manager.browser()
                        .get(home + "/invitations/" + above.at("id") + "/invitees")
                        .text())
                .doesNotContain("name=\"people\"", "/import\"");
        assertThat(manager.browser()
                        .get(home + "/invitations/" + own.at("id") + "/invitees")
                        .text())
                .contains("name=\"people\"", "/import\"");
    }

    @Test
    void toSwitchOnAgainIsOfferedToThoseWhoMay() {
        NewAccount manager = joined("manager");
        Answers own = invitation("name", "Own " + System.nanoTime(), "unit", unit);
        Answers above = Answers.post(
                with("admin").page(),
                path + "/invitations",
                Map.of("name", "Above", "unit", unit, "roles", List.of("admin"), "mode", "targeted"));

        assertThat(manager.browser().get(switchedOff(manager, own)).text()).contains("Undo: switch it on again");
        String off = switchedOff(manager, above);
        assertThat(manager.browser().get(off).text())
                .contains("The invitation is switched off")
                .doesNotContain("Undo: switch it on again", "??");
        assertThat(get(off).text()).contains("Undo: switch it on again");
    }

    private String switchedOff(NewAccount by, Answers invitation) {
        return by.browser()
                .post(home + "/invitations/" + invitation.at("id") + "/status", "tag", invitation.header("ETag"))
                .location();
    }

    @Test
    void rolesAreEditedByThoseWhoHoldWhatTheyPermit() {
        String name = "Host " + System.nanoTime();
        for (String role : List.of(name, name + " of units")) {
            Answers.post(
                    with("admin").page(),
                    path + "/roles",
                    Map.of(
                            "name",
                            role,
                            "permissions",
                            role.equals(name) ? List.of("members:write") : List.of("members:write", "units:write")));
        }
        NewAccount host = NewAccount.on(api);
        join(host, id, name);
        String roles = home + "/roles?q=" + name.replace(" ", "+");

        assertThat(host.browser().get(roles).text())
                .contains(name + " of units")
                .containsOnlyOnce("/edit\"");
        assertThat(get(roles).text().split("/edit\"")).hasSize(3);
    }

    @Test
    void whoSeesAllAndChangesLearnersIsOfferedThoseAlone() {
        String role = "Reader " + System.nanoTime();
        Answers.post(
                with("admin").page(),
                path + "/roles",
                Map.of("name", role, "permissions", List.of("invitations:read", "learners:invite")));
        NewAccount reader = NewAccount.on(api);
        join(reader, id, role);
        Answers ofLearners = invitation("name", "Learners " + System.nanoTime());
        Answers ofAnalysts = Answers.post(
                with("admin").page(),
                path + "/invitations",
                Map.of("name", "Analysts", "roles", List.of("learner-analyst"), "mode", "targeted"));

        assertThat(reader.browser().get(home + "/invitations").text())
                .contains("Analysts", "/" + ofLearners.at("id") + "/edit\"")
                .doesNotContain("/" + ofAnalysts.at("id") + "/edit\"");
        assertThat(reader.browser()
                        .get(home + "/invitations/" + ofAnalysts.at("id"))
                        .text())
                .doesNotContain("/edit\"", "/delete\"");
        assertThat(reader.browser().get(home + "/people/invites").text()).doesNotContain("/resend\"");
    }
}
