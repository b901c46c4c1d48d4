package io.usher.api.acceptances;

import static io.usher.api.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.acceptances.Log.Request;
import io.usher.api.acceptances.cache.InvitationView;
import io.usher.api.accounts.Mailbox;
import io.usher.api.commands.AnsweringWorker;
import io.usher.api.members.MemberRows;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.Event;
import io.usher.contract.event.Grants;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** From a public link to what became of it, as a person without script does it. */
class JoiningIT extends AcceptingScenario {

    private static final String PASSWORD = "violin canal eleven";

    private final Mailbox mailbox = new Mailbox(api.program());
    private final MemberRows members = new MemberRows(tables.database());
    private final TestBrowser browser = new TestBrowser(api.program());
    private final String address = "ada-" + UUID.randomUUID() + "@example.com";
    private final TestInvitation invitation = TestInvitation.publicOne().of(organization);
    private final String code = tables.invitation(invitation.state());

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
    void theOutcomeIsNobodyElses() {
        browser.post("/i/" + code + "/proof", "email", address);
        Page accepted = browser.post(mailbox.link(address), "password", PASSWORD);
        worker.reject(onlyRequest(invitation.id()), 1, RejectionReason.QUOTA_FULL);
        assertThat(browser.get(accepted.location()).text())
                .contains("You did not get in.", "Every seat is taken.", "href=\"/i/" + code + "\"");

        assertThat(new TestBrowser(api.program()).get(accepted.location()).location())
                .isEqualTo("/sign-in");
        TestBrowser other = new TestBrowser(api.program());
        String stranger = "bob-" + UUID.randomUUID() + "@example.com";
        other.post("/sign-up", "email", stranger);
        assertThat(other.post(mailbox.link(stranger), "password", PASSWORD).status())
                .isEqualTo(303);
        Page foreign = other.get(accepted.location());
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(other.get("/a/" + UUID.randomUUID()).text()).isEqualTo(foreign.text());
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

    @Test
    void whoIsInGivesTheirPlaceBack() {
        String page = acceptedPage();
        assertThat(browser.get(page).text()).contains("action=\"" + page + "/withdraw\"", "Give back my seat");

        try (AnsweringWorker answering = answering(command -> {
            tables.withdraw(command.acceptance());
            return WithdrawingScenario.withdrawn(command);
        })) {
            assertThat(browser.post(page + "/withdraw").location()).isEqualTo(page);
            assertThat(answering.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }

        assertThat(browser.get(page).text())
                .contains("Your seat was given back.", "href=\"/i/" + code + "\"")
                .doesNotContain("/withdraw\"", "??");
    }

    @Test
    void whoseRequestIsWithdrawnWithoutASeatIsToldSo() {
        signUp();
        String page = browser.post("/i/" + code + "/join").location();
        Request request = onlyRequest(invitation.id());
        tables.decided(waitlisted(request), 1);

        tables.withdraw(request.event().acceptance());

        assertThat(browser.get(page).text())
                .contains("Your request was withdrawn.", "href=\"/i/" + code + "\"")
                .doesNotContain("given back", "??");
    }

    @Test
    void whoseMembershipHasEndedIsToldSoAndLedBackToTheInvitation() {
        String page = acceptedPage();
        assertThat(browser.get(page).text()).contains("You are in.");

        members.end(organization, address);

        assertThat(browser.get(page).text())
                .contains("You are not a member of ", "href=\"/i/" + code + "\"")
                .doesNotContain("You are in.", ">Continue", "<dt>", "/withdraw\"", "??");
        assertThat(browser.get("/i/" + code + "/join").text()).contains("action=\"/i/" + code + "/join\"");
    }

    @Test
    void whatBecameOfAWithdrawalIsSaidInWords() {
        String page = acceptedPage();

        try (AnsweringWorker answering = answering(command -> WithdrawingScenario.refused(command, "last-admin"))) {
            Page refused = browser.post(page + "/withdraw");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text()).contains("You are the last administrator", "href=\"" + page + "\"");
            assertThat(answering.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
        try (AnsweringWorker answering =
                answering(command -> WithdrawingScenario.refused(command, "not-withdrawable"))) {
            assertThat(browser.post(page + "/withdraw").location()).as("twice").isEqualTo(page);
            assertThat(answering.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
        Page late = browser.post(page + "/withdraw");
        assertThat(late.status()).isEqualTo(202);
        assertThat(late.text())
                .contains("Your withdrawal is in", "href=\"" + page + "\"")
                .doesNotContain("??");
    }

    @Test
    void nobodyWithdrawsForOthers() {
        String page = acceptedPage();
        TestBrowser other = new TestBrowser(api.program());
        assertThat(other.post(page + "/withdraw").location()).isEqualTo("/sign-in");
        String stranger = "bob-" + UUID.randomUUID() + "@example.com";
        other.post("/sign-up", "email", stranger);
        other.post(mailbox.link(stranger), "password", PASSWORD);

        try (AnsweringWorker answering = answering(WithdrawingScenario::withdrawn)) {
            assertThat(other.post(page + "/withdraw").status()).isEqualTo(404);
            assertThat(other.post("/a/nothing/withdraw").status()).isEqualTo(404);
            assertThat(browser.post(page + "/withdraw").location()).isEqualTo(page);
            assertThat(answering.commands(AcceptanceWithdrawalRequested.class))
                    .as("that one alone")
                    .hasSize(1);
        }
    }

    @Test
    void thePageIsToldOnceSomethingBecameOfTheRequest() {
        signUp();
        String page = browser.post("/i/" + code + "/join").location();
        assertThat(browser.get(page).text())
                .contains("data-follow=\"" + page + "/live?seen=pending\"", "data-outcome=\"pending\"");
        Request request = onlyRequest(invitation.id());

        List<ServerSentEvent<String>> told = new CopyOnWriteArrayList<>();
        StepVerifier.create(live(page, "pending").doOnNext(told::add))
                .expectNextMatches(event -> "waiting".equals(event.comment()))
                .then(() -> {
                    assertThat(browser.get(page).text()).contains("data-outcome=\"pending\"");
                    assertThat(told).as("nothing became of it yet").allMatch(event -> event.data() == null);
                    worker.accept(request, 1);
                })
                .expectNextMatches(event -> "changed".equals(event.data()))
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(live(page, "pending").filter(event -> event.data() != null))
                .expectNextMatches(event -> "changed".equals(event.data()))
                .as("it is so already")
                .expectComplete()
                .verify(SOON);
        assertThat(browser.get(page).text()).contains("data-outcome=\"accepted\"");
    }

    @Test
    void whoWaitsForASeatIsToldThatTheyHaveOne() {
        signUp();
        String page = browser.post("/i/" + code + "/join").location();
        Request request = onlyRequest(invitation.id());
        tables.decided(waitlisted(request), 1);
        AcceptancePromoted promoted = new AcceptancePromoted(
                request.event().acceptance(),
                invitation.id(),
                organization,
                address,
                null,
                null,
                request.appendedAt(),
                request.appendedAt(),
                Grants.NONE,
                List.of());

        List<ServerSentEvent<String>> told = new CopyOnWriteArrayList<>();
        StepVerifier.create(live(page, "waitlisted").doOnNext(told::add))
                .expectNextMatches(event -> "waiting".equals(event.comment()))
                .then(() -> {
                    assertThat(browser.get(page).text()).contains("data-outcome=\"waitlisted\"");
                    assertThat(told).as("they wait").allMatch(event -> event.data() == null);
                    tables.promote(promoted.acceptance());
                    log.publish(promoted.acceptance() + ".promoted", Source.ACCEPTANCE_WORKER, promoted);
                })
                .expectNextMatches(event -> "changed".equals(event.data()))
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void whatBecomesOfARequestIsToldToNobodyElse() {
        String page = acceptedPage();
        TestBrowser other = new TestBrowser(api.program());
        assertThat(other.get(page + "/live?seen=pending").status()).isEqualTo(404);
        String stranger = "bob-" + UUID.randomUUID() + "@example.com";
        other.post("/sign-up", "email", stranger);
        other.post(mailbox.link(stranger), "password", PASSWORD);

        assertThat(other.get(page + "/live?seen=pending").status()).isEqualTo(404);
        assertThat(browser.get("/a/nothing/live?seen=pending").status()).isEqualTo(404);
        assertThat(browser.get(page + "/live?seen=nothing").status()).isEqualTo(404);
    }

    private Flux<ServerSentEvent<String>> live(String page, String seen) {
        return WebClient.create(api.program().url())
                .get()
                .uri(page + "/live?seen=" + seen)
                .cookie("usher-session", String.valueOf(browser.cookie("usher-session")))
                .accept(MediaType.TEXT_EVENT_STREAM)
                .retrieve()
                .bodyToFlux(new ParameterizedTypeReference<>() {});
    }

    private AnsweringWorker answering(Function<AcceptanceWithdrawalRequested, Event> answer) {
        return new AnsweringWorker(
                Topic.ACCEPTANCES_REQUESTED,
                organization,
                event -> event instanceof AcceptanceWithdrawalRequested command
                                && command.invitation().equals(invitation.id())
                        ? Optional.of(answer.apply(command))
                        : Optional.empty());
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

    private AcceptanceWaitlisted waitlisted(Request request) {
        return new AcceptanceWaitlisted(
                request.event().acceptance(),
                invitation.id(),
                organization,
                address,
                null,
                null,
                request.appendedAt(),
                request.appendedAt(),
                null,
                1L);
    }

    private String acceptedPage() {
        signUp();
        Page accepted = browser.post("/i/" + code + "/join");
        members.add(organization, address);
        worker.accept(onlyRequest(invitation.id()), 1);
        return accepted.location();
    }

    private void signUp() {
        browser.post("/sign-up", "email", address);
        assertThat(browser.post(mailbox.link(address), "firstName", "Ada", "password", PASSWORD)
                        .status())
                .isEqualTo(303);
    }
}
