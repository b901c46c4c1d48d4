package io.usher.api.acceptances;

import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import java.time.Instant;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** An invitation, and a worker that answers the withdrawals of its acceptances. */
abstract class WithdrawingScenario extends AcceptingScenario {

    final TestInvitation invitation = invitation(TestInvitation.publicOne());

    /** Waits for the decision for as long as one may, if the headers say nothing else. */
    static ResponseSpec withdraw(WebTestClient caller, String id, String... headers) {
        return caller.post()
                .uri("/acceptances/{id}/withdraw", id)
                .headers(all -> {
                    all.set("Prefer", "wait=30");
                    for (int i = 0; i < headers.length; i += 2) {
                        all.set(headers[i], headers[i + 1]);
                    }
                })
                .exchange();
    }

    static AcceptanceWithdrawn withdrawn(AcceptanceWithdrawalRequested command) {
        return new AcceptanceWithdrawn(
                command.acceptance(),
                command.invitation(),
                command.organization(),
                "ada@example.com",
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                command.command());
    }

    static AcceptanceWithdrawalRefused refused(AcceptanceWithdrawalRequested command, String reason) {
        return new AcceptanceWithdrawalRefused(
                command.command(),
                command.acceptance(),
                command.invitation(),
                command.organization(),
                reason,
                Instant.EPOCH);
    }

    String accepted(String email) {
        String id = idOf(ask(invitation.id(), email));
        worker.accept(onlyRequest(invitation.id()), 1);
        return id;
    }
}
