package io.usher.api.acceptances.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PendingIndexTest {

    private static final EmailAddress ADA =
            EmailAddress.parse("ada@example.com").orElseThrow();

    private final UUID invitation = UUID.randomUUID();
    private final PendingIndex pending = new PendingIndex(3);

    @Test
    void whatIsAcknowledgedHereIsThereBeforeItIsRead() {
        PendingRequest request = request(0, 5);
        pending.acknowledged(request);
        assertThat(isPending(request)).isTrue();
        pending.read(request);
        pending.decided(Map.of(0, 6L));
        assertThat(isPending(request)).isFalse();
        assertThat(pending.size()).isZero();
    }

    @Test
    void whatIsDecidedBeforeItIsReadIsDroppedToo() {
        PendingRequest request = request(0, 5);
        pending.acknowledged(request);
        pending.decided(Map.of(0, 6L));
        assertThat(isPending(request)).isFalse();
        pending.read(request);
        assertThat(isPending(request)).isFalse();
        assertThat(pending.size()).isZero();
    }

    @Test
    void whatIsDecidedDoesNotComeBack() {
        PendingRequest request = request(0, 5);
        pending.decided(Map.of(0, 6L));
        pending.read(request);
        pending.acknowledged(request);
        assertThat(isPending(request)).isFalse();
    }

    @Test
    void onlyWhatIsBelowThePositionIsDropped() {
        PendingRequest first = request(0, 5);
        PendingRequest second = request(0, 6);
        PendingRequest elsewhere = request(1, 5);
        pending.read(first);
        pending.read(second);
        pending.read(elsewhere);
        pending.decided(Map.of(0, 6L));
        assertThat(isPending(first)).isFalse();
        assertThat(isPending(second)).isTrue();
        assertThat(isPending(elsewhere)).isTrue();
    }

    @Test
    void theRequestsOfAnInvitationComeInQueueOrder() {
        PendingRequest second = request(0, 6);
        PendingRequest first = request(0, 5);
        pending.acknowledged(second);
        pending.acknowledged(first);
        assertThat(pending.of(new InvitationId(invitation), AcceptanceFilter.ALL)
                        .map(Acceptance::id))
                .containsExactly(new AcceptanceId(first.acceptance()), new AcceptanceId(second.acceptance()));
        assertThat(pending.of(new InvitationId(UUID.randomUUID()), AcceptanceFilter.ALL))
                .isEmpty();
    }

    @Test
    void theRequestsOfAPersonAreFoundHoweverTheyTypeTheirAddress() {
        PendingRequest read = request(0, 5, "Ada@Example.com");
        PendingRequest acknowledged = request(1, 5, "ada@example.com");
        pending.read(read);
        pending.acknowledged(acknowledged);
        pending.read(request(0, 6, "bob@example.com"));
        assertThat(ofAda())
                .containsExactly(new AcceptanceId(read.acceptance()), new AcceptanceId(acknowledged.acceptance()));
        pending.decided(Map.of(0, 7L));
        assertThat(ofAda()).containsExactly(new AcceptanceId(acknowledged.acceptance()));
        pending.decided(Map.of(1, 6L));
        assertThat(ofAda()).isEmpty();
    }

    @Test
    void ofAPersonWhoAsksAgainAndAgainTheFirstHundredRequestsAreListed() {
        PendingIndex large = new PendingIndex(1_000);
        for (int offset = 0; offset < 200; offset++) {
            large.read(request(0, offset, "ada@example.com"));
        }
        assertThat(large.of(ADA)).hasSize(100);
        large.decided(Map.of(0, 200L));
        assertThat(large.of(ADA)).isEmpty();
    }

    private Stream<AcceptanceId> ofAda() {
        return pending.of(ADA).map(Acceptance::id);
    }

    @Test
    void whatWasGivenUpForWantOfRoomIsKnownToBeMissingUntilItIsDecided() {
        for (int offset = 0; offset < 5; offset++) {
            pending.read(request(0, offset));
        }
        assertThat(pending.size()).isEqualTo(3);
        assertThat(pending.complete()).isFalse();
        pending.decided(Map.of(0, 1L));
        assertThat(pending.complete()).isFalse();
        pending.decided(Map.of(0, 2L));
        assertThat(pending.complete()).isTrue();
    }

    @Test
    void acknowledgementsBeyondTheRoomAreKnownToBeMissingToo() {
        for (int offset = 0; offset < 4; offset++) {
            pending.acknowledged(request(0, offset));
        }
        assertThat(pending.size()).isEqualTo(3);
        assertThat(pending.complete()).isFalse();
    }

    @Test
    void whenTheWorkerGoesBackTheRequestsFromThereAreReadAgain() {
        pending.decided(Map.of(0, 1000L));
        PendingRequest unseen = request(0, 7);
        pending.read(unseen);
        assertThat(isPending(unseen)).isFalse();

        PendingRequest ofTheOldLog = request(0, 1001);
        pending.read(ofTheOldLog);
        pending.beginAnew(Map.of(0, 5L));
        assertThat(isPending(ofTheOldLog)).isFalse();
        assertThat(pending.complete()).isTrue();
        pending.read(unseen);
        assertThat(isPending(unseen)).isTrue();
        assertThat(pending.of(new InvitationId(invitation), AcceptanceFilter.ALL))
                .hasSize(1);
    }

    @Test
    void whatIsNotReadAtTheStartIsKnownToBeMissing() {
        pending.skipped(0, 5);
        assertThat(pending.complete()).isFalse();
        pending.decided(Map.of(0, 5L));
        assertThat(pending.complete()).isTrue();
    }

    @Test
    void theDecidedAreNoLongerListed() {
        pending.read(request(0, 5));
        pending.read(request(0, 6));
        pending.decided(Map.of(0, 6L));
        assertThat(pending.of(new InvitationId(invitation), AcceptanceFilter.ALL))
                .hasSize(1);
        pending.decided(Map.of(0, 7L));
        assertThat(pending.of(new InvitationId(invitation), AcceptanceFilter.ALL))
                .isEmpty();
    }

    @Test
    void whatCannotBeReadIsNoRequest() {
        PendingRequest poison =
                PendingRequest.undecoded(UUID.randomUUID(), invitation, 0, 0, Instant.EPOCH, "{".getBytes(UTF_8));
        pending.read(poison);
        assertThat(isPending(poison)).isFalse();
        assertThat(pending.of(new InvitationId(invitation), AcceptanceFilter.ALL))
                .isEmpty();
    }

    private boolean isPending(PendingRequest request) {
        return pending.find(new AcceptanceId(request.acceptance())).isPresent();
    }

    private PendingRequest request(int partition, long offset) {
        return request(partition, offset, "a@b.co");
    }

    private PendingRequest request(int partition, long offset, String email) {
        UUID acceptance = UUID.randomUUID();
        String value = "{\"acceptance\":\"%s\",\"invitation\":\"%s\",\"organization\":\"%s\",\"email\":\"%s\"}"
                .formatted(acceptance, invitation, UUID.randomUUID(), email);
        return PendingRequest.undecoded(
                acceptance, invitation, partition, offset, Instant.EPOCH, value.getBytes(UTF_8));
    }
}
