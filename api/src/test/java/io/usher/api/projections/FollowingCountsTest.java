package io.usher.api.projections;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.http.security.Caller;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The streams with counts in memory and with time that a test moves. */
class FollowingCountsTest {

    private static final Caller PROGRAM = Caller.program("platform", null, Set.of());

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final Map<InvitationId, CountsBody> stored = new HashMap<>();
    private final InvitationId first = invitation();
    private final InvitationId second = invitation();
    private Mono<Boolean> answered = Mono.just(true);
    private final FollowingCounts following = new FollowingCounts(this::read, new StreamPlaces(10, 10), timer);

    @Test
    void aStreamGoesOnThatBeginsWhileAReadingWithoutItsInvitationIsUnderWay() {
        Disposable early = following.follow(PROGRAM, first).subscribe();
        Sinks.One<Boolean> slow = Sinks.one();
        answered = slow.asMono();
        timer.advanceTimeBy(FollowingCounts.EVERY);
        answered = Mono.just(true);

        List<CountsBody> counts = new ArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        Disposable late =
                following.follow(PROGRAM, second).subscribe(counts::add, failure -> {}, () -> ended.set(true));
        slow.tryEmitValue(true).orThrow();
        timer.advanceTimeBy(FollowingCounts.EVERY);
        assertThat(ended).isFalse();

        stored.put(second, counts(7));
        timer.advanceTimeBy(FollowingCounts.EVERY.multipliedBy(3));
        assertThat(counts).extracting(CountsBody::invited).containsExactly(1L, 7L);

        stored.remove(second);
        timer.advanceTimeBy(FollowingCounts.EVERY.multipliedBy(3));
        assertThat(ended).isTrue();
        early.dispose();
        late.dispose();
    }

    @Test
    void countsComeAtMostOnceASecondHoweverOftenTheyChange() {
        List<CountsBody> counts = new ArrayList<>();
        Disposable stream = following.follow(PROGRAM, first).subscribe(counts::add);

        for (int tenths = 1; tenths <= 50; tenths++) {
            stored.put(first, counts(tenths));
            timer.advanceTimeBy(Duration.ofMillis(100));
        }

        assertThat(counts).hasSizeBetween(4, 6);
        assertThat(counts.getLast().invited()).isGreaterThan(38);
        stream.dispose();
    }

    private Mono<Map<InvitationId, CountsBody>> read(List<InvitationId> invitations) {
        Mono<Boolean> answer = answered;
        return answer.map(any -> {
            Map<InvitationId, CountsBody> found = new HashMap<>(stored);
            found.keySet().retainAll(invitations);
            return found;
        });
    }

    private InvitationId invitation() {
        InvitationId invitation = new InvitationId(UUID.randomUUID());
        stored.put(invitation, counts(1));
        return invitation;
    }

    private static CountsBody counts(long invited) {
        return new CountsBody(invited, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());
    }
}
