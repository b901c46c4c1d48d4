package io.usher.api.acceptances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.acceptances.Log.Request;
import io.usher.api.acceptances.cache.InvitationView;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a public link to a request, as a person without script makes it, and once to what became of it. */
class JoiningIT extends JoiningScenario {

    @Test
    void aStrangerProvesAnAddressAcceptsAndSeesTheOutcome() {
        Page landing = browser.get("/i/" + code);
        assertThat(landing.text()).contains("href=\"/i/" + code + "/join\"");
        assertThat(landing.header("set-cookie"))
                .contains("usher-invitation=" + code, "Max-Age=1800", "HttpOnly", "SameSite=Lax");
        assertThat(browser.get("/i/" + code + "/join").text())
                .contains("action=\"/i/" + code + "/proof\"", "action=\"/sign-in\"")
                .doesNotContain("action=\"/i/" + code + "/join\"");

        assertThat(browser.post("/i/" + code + "/proof", "email", address).text())
                .contains(address);
        String link = mailbox.link(address);
        assertThat(browser.get(link).text()).contains("Accept and create account", "autocomplete=\"new-password\"");
        assertThat(log.requests(invitation.id())).isEmpty();

        Page accepted = browser.post(link, "firstName", "Ada", "lastName", "Lovelace", "password", PASSWORD);
        assertThat(accepted.status()).isEqualTo(303);
        Request request = onlyRequest(invitation.id());
        assertThat(accepted.location()).isEqualTo("/a/" + request.event().acceptance());
        assertThat(request.event().email()).isEqualTo(address);
        assertThat(request.event().firstName()).isEqualTo("Ada");

        assertThat(browser.get(accepted.location()).text()).contains("It is being decided", "http-equiv=\"refresh\"");
        members.add(organization, address);
        worker.accept(request, 1);
        assertThat(browser.get(accepted.location()).text())
                .contains("You are in.", "Blue", "Kubernetes", "Berlin", "Gone", "href=\"/\">Continue")
                .doesNotContain("http-equiv=\"refresh\"", "??");
    }

    @Test
    void whoHasAnAccountSignsInAndIsBackAtTheInvitation() {
        signUp();
        browser.post("/sign-out");
        browser.get("/i/" + code);

        assertThat(browser.post("/sign-in", "email", address, "password", PASSWORD)
                        .location())
                .isEqualTo("/i/" + code + "/join");
        assertThat(browser.get("/i/" + code + "/join").text())
                .contains(address, "action=\"/i/" + code + "/join\"")
                .doesNotContain("action=\"/sign-in\"", "New here?");
        Page accepted = browser.post("/i/" + code + "/join");

        assertThat(accepted.location())
                .isEqualTo("/a/" + onlyRequest(invitation.id()).event().acceptance());
        assertThat(browser.cookie("usher-invitation")).isNull();
    }

    @Test
    void whoIsSignedInAcceptsWithAnotherAddressWithoutSigningOutFirst() {
        signUp();
        String other = "ada-" + UUID.randomUUID() + "@example.org";
        String proof = "/i/" + code + "/proof";
        assertThat(browser.get("/i/" + code + "/join").text())
                .contains("action=\"" + proof + "\"", "Confirm another address")
                .doesNotContain("<details open", "??");
        Page wrong = browser.post(proof, "email", "nobody");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).contains("<details open", "value=\"nobody\"", "href=\"#email\"");

        assertThat(browser.post(proof, "email", other).text()).contains(other);
        String link = mailbox.link(other);
        assertThat(browser.get(link).text()).contains("You are signed in as " + address + ". If you continue");
        assertThat(browser.post(link, "password", PASSWORD).location()).startsWith("/a/");

        assertThat(onlyRequest(invitation.id()).event().email()).isEqualTo(other);
        assertThat(browser.get("/me").text()).contains(other).doesNotContain(address);
    }

    @Test
    void whoseRequestIsNotDecidedIsLedBackToItAndHasItOnTheirPage() {
        signUp();
        String page = browser.post("/i/" + code + "/join").location();
        TestBrowser elsewhere = new TestBrowser(api.program());
        elsewhere.post("/sign-in", "email", address, "password", PASSWORD);

        assertThat(elsewhere.get("/i/" + code + "/join").location()).isEqualTo(page);
        assertThat(elsewhere.get("/me").text())
                .contains("href=\"" + page + "\"", "It is being decided")
                .doesNotContain("Nothing yet", "??");

        worker.reject(onlyRequest(invitation.id()), 1, RejectionReason.QUOTA_FULL);
        assertThat(elsewhere.get("/i/" + code + "/join").text()).contains("action=\"/i/" + code + "/join\"");
        assertThat(elsewhere.get("/me").text()).contains("Nothing yet").doesNotContain(page);
    }

    @Test
    void theMailToWhoHasAnAccountSignsInAndLeadsToTheInvitation() {
        signUp();
        TestBrowser other = new TestBrowser(api.program());
        other.get("/console/acme/people");
        other.post("/i/" + code + "/proof", "email", address);
        String link = mailbox.link(address);
        assertThat(other.get(link).text()).contains("Sign in and continue").doesNotContain("name=\"password\"");

        assertThat(other.post(link).location()).isEqualTo("/i/" + code + "/join");
        assertThat(other.cookie("usher-return")).isNull();
        assertThat(other.post("/i/" + code + "/join").location()).startsWith("/a/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in/link", "/password", "/sign-up"})
    void whoeverHasALinkMailedOnTheWayEndsAtTheInvitationInAnyBrowser(String form) {
        signUp();
        browser.post("/sign-out");
        browser.get("/i/" + code);
        browser.post(form, "email", address);
        String link = mailbox.link(address);
        TestBrowser phone = new TestBrowser(api.program());
        assertThat(phone.get(link).text()).contains(invitation.state().name());

        assertThat(phone.post(link, "password", "another violin canal").location())
                .isEqualTo("/i/" + code + "/join");
        Page over = new TestBrowser(api.program()).get(link);
        assertThat(over.status()).isEqualTo(410);
        assertThat(over.text()).as("where they ask for another").contains("href=\"/i/" + code + "/join\"");
    }

    @Test
    void whoSignsUpOnTheWayAcceptsInAnyBrowser() {
        browser.get("/i/" + code);
        browser.post("/sign-up", "email", address);
        TestBrowser phone = new TestBrowser(api.program());

        Page accepted = phone.post(mailbox.link(address), "firstName", "Ada", "password", PASSWORD);

        assertThat(accepted.location())
                .isEqualTo("/a/" + onlyRequest(invitation.id()).event().acceptance());
    }

    @Test
    void whoSendsAnotherPasswordTwiceOnTheWayAcceptsNothing() {
        signUp();
        browser.post("/sign-out");
        browser.get("/i/" + code);
        browser.post("/password", "email", address);
        String link = mailbox.link(address);
        browser.get(link);
        TestBrowser twice = browser.at(api.program());

        for (TestBrowser one : List.of(browser, twice)) {
            assertThat(one.post(link, "password", "another violin canal").location())
                    .isEqualTo("/i/" + code + "/join");
        }
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    @Test
    void whoSignsUpOnTheWayGetsAnAccountThoughTheInvitationIsFull() {
        TestInvitation full = TestInvitation.publicOne().of(organization).withQuota(1);
        String taken = tables.invitation(full.state());
        fill(full);
        browser.get("/i/" + taken);
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);
        TestBrowser phone = new TestBrowser(api.program());

        Page refused = phone.post(link, "firstName", "Ada", "password", PASSWORD);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("Every seat is taken.", "name=\"accountOnly\"");

        assertThat(phone.post(link, "firstName", "Ada", "password", PASSWORD, "accountOnly", "yes")
                        .location())
                .isEqualTo("/i/" + taken + "/join");
        assertThat(phone.get("/me").text()).contains(address);
    }

    @Test
    void whoCreatesAnAccountAloneAcceptsNothingEvenTwice() {
        browser.get("/i/" + code);
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);
        assertThat(browser.get(link).text()).contains("Accept and create account", "name=\"accountOnly\"");
        TestBrowser twice = browser.at(api.program());

        for (TestBrowser one : List.of(browser, twice)) {
            assertThat(one.post(link, "password", PASSWORD, "accountOnly", "yes")
                            .location())
                    .isEqualTo("/i/" + code + "/join");
        }
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    @Test
    void whoSignsUpOnTheWayGetsAnAccountThoughTheInvitationWasDeletedMeanwhile() {
        browser.get("/i/" + code);
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);
        tables.invitation(invitation.deletedAt(Instant.now()).inVersion(2).state());
        TestBrowser phone = new TestBrowser(api.program());
        assertThat(phone.get(link).text()).contains("name=\"accountOnly\"").doesNotContain("Accept and create account");

        assertThat(phone.post(link, "password", PASSWORD, "accountOnly", "yes").location())
                .isEqualTo("/");
        assertThat(phone.get("/me").text()).contains(address);
    }

    @Test
    void aDeletedInvitationIsNotWhereAMailedLinkLeads() {
        signUp();
        browser.post("/sign-out");
        browser.plant(
                "usher-invitation",
                tables.invitation(TestInvitation.publicOne()
                        .of(organization)
                        .deletedAt(Instant.now())
                        .state()));
        browser.post("/sign-in/link", "email", address);

        assertThat(new TestBrowser(api.program()).post(mailbox.link(address)).location())
                .isEqualTo("/");
    }

    @Test
    void whatDoesNotLetInIsSaidInWordsAndTheLinkIsStillGood() {
        TestInvitation later = TestInvitation.publicOne()
                .of(organization)
                .openFrom(Instant.now().plusSeconds(3600));
        String closed = tables.invitation(later.state());
        browser.post("/i/" + closed + "/proof", "email", address);
        String link = mailbox.link(address);

        Page refused = browser.post(link, "firstName", "Ada", "password", PASSWORD);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("not open yet", "value=\"Ada\"").doesNotContain("??");
        assertThat(mailbox.links(address)).hasSize(1);
        assertThat(browser.get(link).status()).isEqualTo(200);
        assertThat(log.requests(later.id())).isEmpty();
    }

    @Test
    void whoIsSignedOutAcceptsNothing() {
        Page answer = browser.post("/i/" + code + "/join");

        assertThat(answer.location()).isEqualTo("/i/" + code + "/join");
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    @Test
    void anUnknownLinkADeletedOneAndAnIdAreNoInvitations() {
        TestInvitation deleted = TestInvitation.publicOne().of(organization).deletedAt(Instant.now());
        String gone = tables.invitation(deleted.state());

        assertThat(browser.get("/i/nothing/join").status()).isEqualTo(404);
        assertThat(browser.get("/i/" + invitation.id() + "/join").status()).isEqualTo(404);
        assertThat(browser.get("/i/" + gone + "/join").status()).isEqualTo(410);
        signUp();
        assertThat(browser.post("/i/" + invitation.id() + "/join").location())
                .isEqualTo("/i/" + invitation.id() + "/join");
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    @Test
    void whoAcceptsTwiceGetsOnToTheirRequest() {
        browser.post("/i/" + code + "/proof", "email", address);
        String link = mailbox.link(address);
        browser.get(link);
        TestBrowser twice = browser.at(api.program());

        browser.post(link, "firstName", "Ada", "password", PASSWORD);
        Page second = twice.post(link, "firstName", "Ada", "password", PASSWORD);

        assertThat(second.location()).startsWith("/a/");
        assertThat(twice.get(second.location()).text()).contains("It is being decided");
    }

    private static void fill(TestInvitation one) {
        ask(one.id(), "bob-" + UUID.randomUUID() + "@example.com")
                .expectStatus()
                .isAccepted();
        tables.accepted(one.id(), 1);
        log.publish(
                UUID.randomUUID().toString(),
                Source.ACCEPTANCE_WORKER,
                new OpsQuotaFull(one.id(), organization, 1, Instant.now()));
        InvitationView view = api.bean(InvitationView.class);
        await().until(() -> !view.isKnownWithRoom(one.id()));
    }
}
