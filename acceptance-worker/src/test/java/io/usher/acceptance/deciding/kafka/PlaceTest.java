package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.LogPosition;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlaceTest {

    @Test
    void recordsAtThePositionAreNext() {
        assertThat(Place.of(position(5, 0), records(0, 5, 6))).isEqualTo(new Place.Next(records(0, 5, 6)));
    }

    @Test
    void recordsBelowThePositionAreSkipped() {
        assertThat(Place.of(position(5, 0), records(0, 3, 4))).isEqualTo(new Place.Behind());
        assertThat(Place.of(position(5, 0), records(0, 3, 4, 5, 6))).isEqualTo(new Place.Next(records(0, 5, 6)));
    }

    @Test
    void recordsBeyondThePositionAreAhead() {
        assertThat(Place.of(position(5, 0), records(0, 7))).isEqualTo(new Place.Ahead(records(0, 7)));
        assertThat(Place.of(position(5, 0), records(0, 4, 7))).isEqualTo(new Place.Ahead(records(0, 7)));
    }

    @Test
    void recordsOfALaterLeaderBelowThePositionHaveReplacedOthers() {
        List<ConsumerRecord<byte[], byte[]>> records =
                Stream.concat(records(2, 3).stream(), records(3, 4, 5).stream()).toList();

        assertThat(Place.of(position(6, 2), records)).isEqualTo(new Place.Overwritten(4));
        assertThat(Place.of(position(6, 3), records)).isEqualTo(new Place.Behind());
        assertThat(Place.of(position(6, null), records)).isEqualTo(new Place.Behind());
    }

    @Test
    void aLaterLeaderAtThePositionIsOrdinary() {
        assertThat(Place.of(position(5, 2), records(3, 5))).isEqualTo(new Place.Next(records(3, 5)));
    }

    private static final AcceptanceRequested REQUEST = new AcceptanceRequested(
            new AcceptanceId(randomUUID()),
            new InvitationId(randomUUID()),
            new OrganizationId(randomUUID()),
            "a@x.org",
            null,
            null);

    private static final Map<List<Long>, ConsumerRecord<byte[], byte[]>> MADE = new HashMap<>();

    /** The same record each time, as records have no equality of their own. */
    private static List<ConsumerRecord<byte[], byte[]>> records(int epoch, long... offsets) {
        return Arrays.stream(offsets)
                .mapToObj(offset -> MADE.computeIfAbsent(
                        List.of((long) epoch, offset), key -> FetchedRecords.of(0, offset, epoch, REQUEST)))
                .toList();
    }

    private static LogPosition position(long next, @Nullable Integer epoch) {
        return new LogPosition(FetchedRecords.TOPIC, 0, new UUID(1, 2), epoch, next);
    }
}
