package io.usher.acceptance.deciding.kafka;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.usher.acceptance.deciding.PositionMoved;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

/** Commands that are fetched while a batch of their partition is being decided. */
final class GatheringIT extends HandedOverScenario {

    @Test
    void commandsOfSeveralPollsAreDecidedTogetherBehindTheBatchUnderWay() throws SQLException {
        InvitationId invitation = usher.invitation(null);
        List<AcceptanceRequested> asked = people(invitation, 30);
        MockConsumer<byte[], byte[]> consumer = FetchedRecords.assigned(0);
        try (Connection api = hold(invitation)) {
            listener.decide(FetchedRecords.of(0, asked.subList(0, 10)), consumer);
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            listener.decide(FetchedRecords.of(10, asked.subList(10, 11)), consumer);
            listener.decide(FetchedRecords.of(11, asked.subList(11, 30)), consumer);
            api.rollback();
        }

        await().atMost(SOON).until(() -> usher.count("onboarding.position where next_offset = 30") == 1);
        awaitPublished();
        assertThat(decidedAt(asked.subList(0, 10))).hasSize(1);
        assertThat(decidedAt(asked.subList(10, 30))).hasSize(1);
        assertThat(usher.count("onboarding.acceptance where ordinal = log_offset + 1"))
                .isEqualTo(30);
    }

    @Test
    void commandsBehindABatchThatFailsAreDecidedAfterIt() throws SQLException {
        List<AcceptanceRequested> asked = people(usher.invitation(null), 30);
        MockConsumer<byte[], byte[]> consumer = FetchedRecords.assigned(0);
        decide(listener, FetchedRecords.of(0, asked.subList(0, 10)), consumer);
        try (Connection other = usher.begin()) {
            WorkerFixture.execute(other, "update onboarding.position set next_offset = 5");
            listener.decide(FetchedRecords.of(10, asked.subList(10, 20)), consumer);
            await().atMost(SOON).until(() -> usher.waitingForLocks() == 1);
            listener.decide(FetchedRecords.of(20, asked.subList(20, 25)), consumer);
            other.commit();
            assertThatThrownBy(() -> decide(listener, FetchedRecords.of(25, asked.subList(25, 30)), consumer))
                    .isInstanceOf(PositionMoved.class);
        }
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(10);

        decide(listener, FetchedRecords.of(5, asked.subList(5, 30)), consumer);

        awaitPublished();
        assertThat(decisions()).hasSize(30);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(30);
    }

    private Connection hold(InvitationId invitation) throws SQLException {
        Connection api = usher.begin();
        WorkerFixture.execute(api, "select from directory.invitation where id = '%s' for update".formatted(invitation));
        return api;
    }

    private Set<Instant> decidedAt(List<AcceptanceRequested> asked) {
        Map<AcceptanceId, AcceptanceDecided> decisions = decisions();
        return asked.stream()
                .map(request -> accepted(decisions, request).decidedAt())
                .collect(toSet());
    }
}
