package io.usher.api.pages.own;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.pages.PersonScenario;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of a person, as they see them without script. */
class OwnPagesIT extends PersonScenario {

    @Test
    void theInvitationsThatWaitForSomebodyAreListed() {
        assertThat(person.browser().get("/me").text()).contains("Nothing yet").doesNotContain("??");
        String domain = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example";
        NewAccount other = NewAccount.on(api);
        invitation(Map.of("name", "For a person", "emails", List.of(person.address())));
        invitation(Map.of("name", "For others", "emails", List.of(other.address(), "*@" + domain)));
        invitation(Map.of("name", "For everybody"));
        Answers off =
                invitation(Map.of("name", "Switched off", "status", "disabled", "emails", List.of(person.address())));
        Answers over = invitation(Map.of("name", "Over", "emails", List.of(person.address())));
        api.execute("update directory.invitation set expires_at = now() where id = ?::uuid", over.at("id"));

        assertThat(person.browser().get("/me").text())
                .contains("Invitations for you", "For a person (" + name + ")")
                .doesNotContain("For others", "For everybody", "Switched off", "Over", "Nothing yet", "??");
        assertThat(off.status()).isEqualTo(201);
        assertThat(other.browser().get("/me").text()).contains("For others").doesNotContain("For a person");
    }

    @Test
    void anInvitationIsAcceptedOrDeclinedWhereItIsListed() {
        String domain = "d" + UUID.randomUUID() + ".example";
        TestBrowser ada = new TestBrowser(api);
        ada.post("/sign-up", "email", "ada@" + domain);
        ada.post(mailbox.link("ada@" + domain), "password", PASSWORD);
        List<String> named = List.of("ada@" + domain);
        String unwanted = path(Map.of("name", "Unwanted", "emails", named));
        String opensAt = Instant.now().plusSeconds(600).toString();
        String later = path(Map.of("name", "Later", "emails", named, "opensAt", opensAt));
        String forDomain = path(Map.of("name", "For a domain", "emails", List.of("*@" + domain)));

        assertThat(ada.get("/me").text())
                .contains(accept(unwanted), decline(unwanted), decline(later), accept(forDomain))
                .as("it is not open yet")
                .doesNotContain(accept(later))
                .as("nobody is named")
                .doesNotContain(decline(forDomain))
                .doesNotContain("??");
        assertThat(ada.post(unwanted + "/decline").location()).isEqualTo(unwanted + "/declined");
        assertThat(ada.post(forDomain + "/join").location()).startsWith("/a/");
        assertThat(ada.get("/me").text())
                .contains("Later", "It is being decided")
                .doesNotContain("Unwanted", accept(forDomain));
        assertThat(ada.get("/o/" + slug()).text())
                .contains("Later")
                .doesNotContain("Unwanted", accept(forDomain), "??");
    }

    private static String accept(String invitation) {
        return "action=\"" + invitation + "/join\"";
    }

    private static String decline(String invitation) {
        return "action=\"" + invitation + "/decline\"";
    }

    @Test
    void anInvitationForADomainWaitsForItsPeopleUntilTheyHaveAnswered() {
        String domain = "d" + UUID.randomUUID() + ".example";
        TestBrowser ada = new TestBrowser(api);
        ada.post("/sign-up", "email", "ada@" + domain);
        ada.post(mailbox.link("ada@" + domain), "password", PASSWORD);
        Answers made = invitation(Map.of("name", "For a domain", "emails", List.of("*@" + domain)));
        assertThat(ada.get("/me").text()).contains("For a domain");

        UUID acceptance = waits(made, "ada@" + domain);

        assertThat(ada.get("/me").text())
                .doesNotContain("/i/" + made.at("code") + "/join")
                .contains("Your requests", "/a/" + acceptance, "Your position on the waiting list: 1");
        assertThat(ada.get("/i/" + made.at("code") + "/join").location())
                .as("who has asked before")
                .isEqualTo("/a/" + acceptance);
    }

    private UUID waits(Answers invitation, String address) {
        UUID id = UUID.randomUUID();
        api.execute("""
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                    requested_at, decided_at, outcome, joined, log_offset)
                values (?::uuid, ?::uuid, ?::uuid, 1, 0, ?, now(), now(), 'waitlisted', false, 0)""", id.toString(), organization.toString(), invitation.at("id"), address);
        return id;
    }

    @Test
    void ofMoreThanAHundredInvitationsTheNewestAreShownAndThatIsSaid() {
        String domain = "d" + UUID.randomUUID() + ".example";
        TestBrowser ada = new TestBrowser(api);
        ada.post("/sign-up", "email", "ada@" + domain);
        ada.post(mailbox.link("ada@" + domain), "password", PASSWORD);
        Answers made = invitation(Map.of("name", "The first one", "emails", List.of("*@" + domain)));
        invitation(Map.of("name", "The named one", "emails", List.of("ada@" + domain)));
        assertThat(ada.get("/me").text())
                .contains("The first one", "The named one")
                .doesNotContain("there may be more", "??");
        api.execute("""
                insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode, grant_ids,
                    status, send_emails, created_by, created_at, updated_at, version)
                select gen_random_uuid(), 'copy-' || n || '-' || id, organization_id, 'Copy ' || n || '.', domains, addressees,
                    mode, grant_ids, status, send_emails, created_by, now() + n * interval '1 second', now(), 1
                from directory.invitation cross join generate_series(1, 1100) n where id = ?::uuid""", made.at("id"));

        String shown = ada.get("/me").text();

        assertThat(shown)
                .contains("Copy 1100.", "Copy 1001.", "These are the newest 100; there may be more.")
                .doesNotContain("Copy 1000.", "The first one", "??");
        assertThat(shown.indexOf("Copy 1100.")).isLessThan(shown.indexOf("Copy 1099."));
        assertThat(ada.get("/o/" + slug()).text()).contains("These are the newest 100; there may be more.");
        api.execute(
                "update directory.invitation set expires_at = now() where name like 'Copy 1%' and domains @> array[?::text]",
                domain);
        assertThat(ada.get("/me").text()).contains("Copy 999.").doesNotContain("Copy 1100.", "Copy 1.", "??");
    }

    @Test
    void namesLanguageAndColoursAreKept() {
        Page kept = person.browser()
                .post("/me/profile", "firstName", "Grace", "lastName", "Hopper", "language", "de", "theme", "dark");
        assertThat(kept.location()).isEqualTo("/me?done=profile");

        assertThat(person.browser().get(kept.location()).text())
                .contains("<html lang=\"de\" data-theme=\"dark\">", "Grace Hopper", "Ihr Konto")
                .contains("role=\"status\"", "Ihre Änderungen sind gespeichert.")
                .doesNotContain("??");
        assertThat(person.browser().get("/me/profile").text())
                .contains("value=\"Grace\"", "value=\"Hopper\"", "value=\"de\" lang=\"de\" selected")
                .doesNotContain("??");
        TestBrowser elsewhere = new TestBrowser(api);
        elsewhere.post(mailedLink(elsewhere));
        assertThat(elsewhere.get("/me").text()).as("the account's language").contains("<html lang=\"de\">");
        assertThat(person.browser()
                        .post("/me/profile", "firstName", "x".repeat(256))
                        .status())
                .isEqualTo(422);
        assertThat(person.browser().get("/me").text()).contains("Grace Hopper");
    }

    @Test
    void howPagesLookIsKeptForWhoIsNotSignedIn() {
        TestBrowser stranger = new TestBrowser(api);
        assertThat(stranger.get("/preferences").text())
                .contains("<html lang=\"en\">")
                .doesNotContain("??");

        assertThat(stranger.post("/preferences", "language", "de", "theme", "light")
                        .location())
                .isEqualTo("/");

        assertThat(stranger.get("/").text())
                .contains("<html lang=\"de\" data-theme=\"light\">", "Anmelden")
                .doesNotContain("??");
        stranger.post("/preferences", "language", "tlh", "theme", "\"><script>");
        assertThat(stranger.get("/").text()).contains("<html lang=\"en\">");
    }

    @Test
    void whoOpensTheProgramItselfIsLedOn() {
        assertThat(new TestBrowser(api).get("/").text())
                .contains("href=\"/sign-in\"", "href=\"/docs\"")
                .doesNotContain("??");
        assertThat(person.browser().get("/").location()).isEqualTo("/me");

        rows.add(organization, person.address(), role("admin"));
        await().until(() -> person.browser().get("/").location().equals("/console"));
    }

    @Test
    void anOrganizationsOwnAddressShowsTheInvitationsForSomebodyAndNamesNobody() {
        String slug =
                get(api.platform(), "/api/v1/organizations/" + organization).at("slug");
        invitation(Map.of("name", "Workshop", "emails", List.of(person.address())));
        Answers elsewhere = post(
                api.platform(),
                "/api/v1/organizations/"
                        + api.organization("Else " + name).get("id").asString() + "/invitations",
                Map.of("name", "Elsewhere", "emails", List.of(person.address())));
        assertThat(elsewhere.status()).isEqualTo(201);

        TestBrowser stranger = new TestBrowser(api);
        assertThat(stranger.get("/o/" + slug).text())
                .contains(name, "href=\"/sign-in\"", "action=\"/sign-up\"")
                .doesNotContain("Workshop", "??");
        assertThat(stranger.post(mailedLink(stranger)).location()).isEqualTo("/o/" + slug);
        assertThat(person.browser().get("/o/" + slug).text())
                .contains("Workshop")
                .doesNotContain("Elsewhere", "??");
        assertThat(NewAccount.on(api).browser().get("/o/" + slug).text())
                .contains("There is no invitation for")
                .doesNotContain("Workshop", "??");
        assertThat(new TestBrowser(api).get("/o/nothing").status()).isEqualTo(404);
        assertThat(new TestBrowser(api).get("/o/" + organization).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/me/profile", "/me/security", "/me/delete", "/me/security/password"})
    void nobodyElseHasThem(String page) {
        assertThat(new TestBrowser(api).get(page).location()).isEqualTo("/sign-in");
        assertThat(new TestBrowser(api).post(page).status()).isEqualTo(401);
    }
}
