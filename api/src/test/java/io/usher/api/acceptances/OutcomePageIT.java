package io.usher.api.acceptances;

import static io.usher.api.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.acceptances.Log.Request;
import io.usher.api.commands.AnsweringWorker;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.kafka.EventMessage.Source;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What became of a request, as whoever made it sees it, with and without script. */
class OutcomePageIT extends JoiningScenario {

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
    void whoIsInGivesTheirPlaceBack() {
        String page = acceptedPage();
        assertThat(browser.get(page).text()).contains("action=\"" + page + "/withdraw\"", "Give back my seat");

        try (AnsweringWorker answering = answeringWithdrawals(invitation, command -> {
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
        tables.decided(Worker.waitlisted(request, null, 1L), 1);

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

        try (AnsweringWorker answering =
                answeringWithdrawals(invitation, command -> WithdrawingScenario.refused(command, "last-admin"))) {
            Page refused = browser.post(page + "/withdraw");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text()).contains("You are the last administrator", "href=\"" + page + "\"");
            assertThat(answering.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
        try (AnsweringWorker answering =
                answeringWithdrawals(invitation, command -> WithdrawingScenario.refused(command, "not-withdrawable"))) {
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

        try (AnsweringWorker answering = answeringWithdrawals(invitation, WithdrawingScenario::withdrawn)) {
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
        tables.decided(Worker.waitlisted(request, null, 1L), 1);
        AcceptancePromoted promoted = Worker.promoted(request);

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

    private String acceptedPage() {
        signUp();
        Page accepted = browser.post("/i/" + code + "/join");
        members.add(organization, address);
        worker.accept(onlyRequest(invitation.id()), 1);
        return accepted.location();
    }
}
