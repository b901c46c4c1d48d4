package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.kafka.ReadCommands.Read;
import io.usher.acceptance.deciding.kafka.ReadCommands.ReadRequest;
import io.usher.acceptance.deciding.kafka.ReadCommands.SetAside;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReadCommandsTest {

    /** Partitions that an operator added: our producers never write there. */
    @Test
    void requestsInAddedPartitionsAreSetAside() {
        List<Read> read = ReadCommands.of(List.of(record(11, null), record(12, null)));

        assertThat(read.getFirst()).isInstanceOf(ReadRequest.class);
        assertThat(read.getLast())
                .isInstanceOfSatisfying(
                        SetAside.class,
                        aside -> assertThat(aside.reason()).isEqualTo("partition: 12 (expected one below 12)"));
    }

    @Test
    void namesAreMeasuredInCharactersAsPeopleCountThem() {
        List<Read> read = ReadCommands.of(List.of(record(0, "𝒜".repeat(255)), record(0, "𝒜".repeat(256))));

        assertThat(read.getFirst()).isInstanceOf(ReadRequest.class);
        assertThat(read.getLast())
                .isInstanceOfSatisfying(
                        SetAside.class,
                        aside -> assertThat(aside.reason()).isEqualTo("name: not text of at most 255 characters"));
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, @Nullable String firstName) {
        AcceptanceRequested request = new AcceptanceRequested(
                new AcceptanceId(randomUUID()),
                new InvitationId(randomUUID()),
                new OrganizationId(randomUUID()),
                "a@x.org",
                firstName,
                null);
        return FetchedRecords.of(partition, 0, 0, request);
    }
}
