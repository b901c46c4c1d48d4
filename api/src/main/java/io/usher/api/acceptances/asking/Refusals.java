package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.Acceptances.Use;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.KnownInvitations.Current;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.acceptances.TimeRange;
import io.usher.api.http.security.GroupedReads;
import io.usher.api.http.security.ServingThread;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.RejectionReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Refuses only what is certain. Each refusal is based on database reads that began after the request arrived, so it
 * takes into account every change that any instance confirmed before. Requests that arrive during a read form the next
 * group. A group takes one statement for its invitations and one for its people, whatever its size, and at most
 * {@value #READS_AT_ONCE} groups are read at a time. Thread-safe.
 *
 * <p>A refusal that depends on the time needs a margin. It also needs the clocks of this program and of the database to
 * agree within that margin, and the broker's clock when it last confirmed a request. The broker's clock counts for the
 * decision, so the worker decides if the clocks disagree.
 */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** While one group is read, the answers of the other are written. */
    private static final int READS_AT_ONCE = 2;

    private static final int MOST_IN_GROUP = 1000;
    private static final int MOST_WAITING = 20_000;

    /** How long to wait before asking a database again that did not answer. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KnownInvitations invitations;
    private final Acceptances decided;
    private final RefusalCounter counter;
    private final Duration margin;
    private final Clock clock;

    private final GroupedReads<Question, RejectionReason> reads =
            new GroupedReads<>(READS_AT_ONCE, GroupedReads.PACE, MOST_IN_GROUP, MOST_WAITING, this::read);
    private volatile Instant failedAt = Instant.MIN;
    private volatile boolean brokerAgrees = true;

    /** @param margin how much clocks may differ */
    public Refusals(
            KnownInvitations invitations, Acceptances decided, RefusalCounter counter, Duration margin, Clock clock) {
        this.invitations = invitations;
        this.decided = decided;
        this.counter = counter;
        this.margin = margin;
        this.clock = clock;
    }

    /** Reports the timestamp that the broker has just given a request. */
    void appended(Instant at) {
        brokerAgrees = isClose(at, clock.instant());
    }

    private boolean isClose(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(margin) <= 0;
    }

    /** Why this person is refused. Empty if they are not, or if that is not certain now. */
    Mono<RejectionReason> of(KnownInvitation known, EmailAddress address) {
        // This clock alone refuses nobody. It saves the database read for people who are clearly admitted.
        return known.refusal(address, TimeRange.around(clock.instant(), margin)).isEmpty()
                ? Mono.empty()
                // The work that follows belongs to each caller, not to the thread that reads the database.
                : ServingThread.back(Mono.defer(() -> isPaused()
                                ? Mono.<RejectionReason>empty()
                                : reads.ask(new Question(known, address), Mono::empty))
                        .doOnNext(reason -> counter.refused(known.id())));
    }

    /** The pause also ends if the clock is set back. */
    private boolean isPaused() {
        return failedAt.isAfter(Instant.MIN)
                && Duration.between(failedAt, clock.instant()).abs().compareTo(PAUSE) < 0;
    }

    /** Whoever asks while the database does not answer is not refused. */
    private Mono<Function<Question, Optional<RejectionReason>>> read(List<Question> group) {
        return answers(group)
                .onErrorResume(StoreFailure.class, failure -> {
                    failedAt = clock.instant();
                    LOG.warn(
                            "Refusals cannot be checked, requests are queued for the worker for the next second: {}",
                            String.valueOf(failure.getCause()));
                    return Mono.just(Map.of());
                })
                .map(refused -> question -> Optional.ofNullable(refused.get(question.use())));
    }

    private Mono<Map<Use, RejectionReason>> answers(List<Question> group) {
        return invitations
                .current(group.stream().map(Question::known).toList())
                .map(current -> refusals(group, current))
                .defaultIfEmpty(Map.of())
                .flatMap(refused -> refused.isEmpty()
                        ? Mono.just(refused)
                        : decided.held(refused.keySet()).map(held -> without(refused, held)));
    }

    private Map<Use, RejectionReason> refusals(List<Question> group, Current current) {
        Instant now = clock.instant();
        TimeRange present =
                brokerAgrees && isClose(current.at(), now) ? TimeRange.around(current.at(), margin) : TimeRange.UNKNOWN;
        Map<Use, RejectionReason> refused = new HashMap<>();
        for (Question question : group) {
            KnownInvitation invitation =
                    current.invitations().get(question.known().id());
            if (invitation != null) {
                invitation
                        .refusal(question.address(), present)
                        .ifPresent(reason -> refused.put(question.use(), reason));
            }
        }
        return refused;
    }

    /** People who were accepted before keep that outcome, whatever happened to the invitation since. */
    private static Map<Use, RejectionReason> without(Map<Use, RejectionReason> refused, Set<Use> held) {
        refused.keySet().removeAll(held);
        return refused;
    }

    private record Question(KnownInvitation known, EmailAddress address) {

        Use use() {
            return new Use(known.id(), address.normal());
        }
    }
}
