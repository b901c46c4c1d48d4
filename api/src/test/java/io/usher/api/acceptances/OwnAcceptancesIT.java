package io.usher.api.acceptances;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static io.usher.api.Answers.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.accounts.NewAccount;
import io.usher.api.commands.AnsweringWorker;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.Event;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;

/** People who are signed in see to their own requests, whatever their roles. */
class OwnAcceptancesIT extends AcceptingScenario {

    private static final String API = "/api/v1";

    private final NewAccount account = NewAccount.on(api.program());
    private final WebTestClient person = account.page();
    private final TestInvitation invitation = TestInvitation.publicOne().of(organization);
    private final String code = tables.invitation(invitation.state());

    private Answers ask(WebTestClient caller, String reference, String... headers) {
        return send(caller, HttpMethod.POST, API + "/invitations/" + reference + "/acceptances", null, headers);
    }

    @Test
    void whoIsSignedInAsksWithoutABody() {
        Answers asked = ask(person, code);

        assertThat(asked.status()).as(asked.text()).isEqualTo(202);
        assertThat(asked.at("email")).isEqualTo(account.address());
        assertThat(onlyRequest(invitation.id()).event().email()).isEqualTo(account.address());
        assertThat(get(person, asked.header("Location")).at("outcome")).isEqualTo("pending");
    }

    @Test
    void whoIsSignedInHasTheNamesOfTheirAccount() {
        assertThat(account.browser()
                        .post(
                                "/me/profile",
                                "firstName",
                                "Grace",
                                "lastName",
                                "Hopper",
                                "language",
                                "en",
                                "theme",
                                "dark")
                        .location())
                .isEqualTo("/me?done=profile");

        assertThat(ask(person, code).status()).isEqualTo(202);

        AcceptanceRequested requested = onlyRequest(invitation.id()).event();
        assertThat(requested.firstName() + " " + requested.lastName()).isEqualTo("Grace Hopper");
    }

    @Test
    void theSameRequestUnderOneKeyIsOne() {
        Answers first = ask(person, code, "Idempotency-Key", "own");
        Answers second = ask(person, code, "Idempotency-Key", "own");

        assertThat(second.at("id")).isEqualTo(first.at("id"));
        assertThat(log.requests(invitation.id())).hasSize(1);
    }

    @Test
    void whoIsNoMemberYetNamesAnInvitationByItsIdToo() {
        assertThat(ask(person, invitation.id().toString()).status()).isEqualTo(202);
        assertThat(ask(person, code).status()).isEqualTo(202);
    }

    @Test
    void nobodyVouchesForAnAddressByAskingForThemselves() {
        assertThat(post(
                                person,
                                API + "/invitations/" + code + "/acceptances",
                                "{\"email\":\"" + account.address() + "\"}")
                        .problem())
                .isEqualTo("404 not-found");
        Answers keyed = ask(api.as(key).mutate().baseUrl(api.program().url()).build(), code);
        assertThat(keyed.status()).isEqualTo(400);
        assertThat(keyed.fields()).containsExactly("email");
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    @Test
    void whoAskedFollowsTheirRequest() {
        String location = ask(person, code).header("Location");
        worker.accept(onlyRequest(invitation.id()), 1);

        assertThat(get(person, location).at("outcome")).isEqualTo("accepted");
        assertThat(get(person, location + "/stream").text()).contains("event:decision", "accepted");
    }

    @Test
    void whoIsInWithdraws() {
        String location = ask(person, code).header("Location");
        worker.accept(onlyRequest(invitation.id()), 1);

        try (AnsweringWorker answering = answeringWithdrawals(invitation, OwnAcceptancesIT::answer)) {
            Answers withdrawn =
                    post(person, location + "/withdraw", "", "Idempotency-Key", "back", "Prefer", "wait=30");
            assertThat(withdrawn.status()).as(withdrawn.text()).isEqualTo(200);
            assertThat(withdrawn.at("outcome")).isEqualTo("withdrawn");
            assertThat(answering.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
    }

    @Test
    void whatIsNotOnesOwnDoesNotExistForThem() {
        String location = ask(NewAccount.on(api.program()).page(), code).header("Location");

        try (AnsweringWorker answering = answeringWithdrawals(invitation, OwnAcceptancesIT::answer)) {
            assertThat(get(person, location).status()).isEqualTo(404);
            assertThat(get(person, location + "/stream").status()).isEqualTo(404);
            assertThat(post(person, location + "/withdraw", "").status()).isEqualTo(404);
            assertThat(answering.commands(AcceptanceWithdrawalRequested.class)).isEmpty();
        }
    }

    private static Event answer(AcceptanceWithdrawalRequested command) {
        tables.withdraw(command.acceptance());
        return WithdrawingScenario.withdrawn(command);
    }
}
