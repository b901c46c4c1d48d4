package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.kafka.ReadCommands.Read;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NextBatchTest {

    private final NextBatch batch = new NextBatch(10);

    @Test
    void gathersConsecutiveCommands() {
        List<Read> first = commands(10, 2);
        List<Read> second = commands(12, 1);

        assertThat(batch.add(first)).isTrue();
        assertThat(batch.add(second)).isTrue();

        assertThat(batch.end()).isEqualTo(13);
        assertThat(batch.take()).containsExactly(first.get(0), first.get(1), second.getFirst());
    }

    @Test
    void addsNothingBehindAGapOrTwice() {
        assertThat(batch.add(commands(11, 1))).isFalse();
        assertThat(batch.add(commands(10, 2))).isTrue();
        assertThat(batch.add(commands(10, 2))).isFalse();

        assertThat(batch.take()).hasSize(2);
    }

    @Test
    void addsNothingOnceTaken() {
        assertThat(batch.take()).isEmpty();

        assertThat(batch.add(commands(10, 1))).isFalse();
        assertThat(batch.isTaken()).isTrue();
    }

    @Test
    void holdsAsManyAsOnePollReturns() {
        assertThat(batch.add(commands(10, NextBatch.MOST))).isTrue();

        assertThat(batch.add(commands(10 + NextBatch.MOST, 1))).isFalse();
        assertThat(batch.isTaken()).isFalse();
    }

    private static List<Read> commands(long offset, int number) {
        List<AcceptanceRequested> requests = IntStream.range(0, number)
                .mapToObj(person -> new AcceptanceRequested(
                        new AcceptanceId(UUID.randomUUID()),
                        new InvitationId(new UUID(0, 1)),
                        new OrganizationId(new UUID(0, 2)),
                        "p%d@x.org".formatted(person),
                        null,
                        null))
                .toList();
        return ReadCommands.of(FetchedRecords.of(offset, requests));
    }
}
