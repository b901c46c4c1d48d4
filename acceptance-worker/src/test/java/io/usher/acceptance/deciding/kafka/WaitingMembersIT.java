package io.usher.acceptance.deciding.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.InvitationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** People who wait and are members already, whenever they became that. */
final class WaitingMembersIT extends ErasingScenario {

    /** While the plan is unlimited, batches of an organization do not wait for each other. */
    @Test
    void aPersonWhoBecomesAMemberWhileBeingWaitlistedNeedsNoSeatOfTheFullPlan() throws SQLException {
        InvitationId open = usher.invitation(null);
        InvitationId full = usher.queueing(1);
        decide(worker, 0, usher.request(open, GRACE));
        decide(worker, 1, usher.request(full, GRACE));
        AcceptanceRequested waiting = usher.request(full, ADA);
        try (Connection other = usher.begin()) {
            WorkerFixture.execute(
                    other,
                    "select from onboarding.invitation_seats where invitation_id = '%s' for update".formatted(open));
            CompletableFuture<Void> joining = decideLater(worker, 2, usher.request(open, ADA));
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            decide(worker, 3, waiting);
            other.commit();
            assertThat(joining).succeedsWithin(30, SECONDS);
        }
        usher.planSeats(2);
        usher.sql
                .sql("update directory.invitation set quota = 2 where quota = 1")
                .update();

        await().atMost(SOON).until(() -> isAccepted(waiting));
    }

    /** More people wait than are members, so that they are found by their memberships. */
    @Test
    void aMemberIsNotOvertakenByAnotherMemberWhileThePlanIsFull() {
        InvitationId open = usher.invitation(null);
        InvitationId full = usher.queueing(1);
        decide(worker, 0, 0, usher.request(open, GRACE), usher.request(open, ADA));
        AcceptanceRequested waiting = usher.request(full, ADA);
        decide(worker, 1, 0, usher.request(full, "edsger@x.org"));
        usher.planSeats(3);
        decide(worker, 1, 1, people(full, 5).toArray(AcceptanceRequested[]::new));
        decide(worker, 1, 6, waiting);
        AcceptanceRequested later = usher.request(full, GRACE);
        usher.sql
                .sql("update directory.invitation set quota = 2 where quota = 1")
                .update();

        decide(worker, 1, 7, later);

        assertThat(isAccepted(waiting)).isTrue();
        assertThat(isAccepted(later)).isFalse();
    }

    private boolean isAccepted(AcceptanceRequested request) {
        return usher.count("onboarding.acceptance where id = '%s' and outcome = 'accepted'"
                        .formatted(request.acceptance()))
                == 1;
    }
}
