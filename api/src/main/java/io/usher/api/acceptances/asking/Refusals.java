package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.Acceptances.Use;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.KnownInvitations.Current;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.acceptances.TimeRange;
import io.usher.api.http.security.ServingThread;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.RejectionReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Refuses only what is sure. Each refusal rests on reads of the database that began after it was asked for, so that no
 * change that was answered before is missed, whichever instance made it. All that ask while others are being read form
 * the next group: a group costs one statement for its invitations and one for its people, however many they are, and
 * at most {@value #READS_AT_ONCE} groups are read at a time. Safe for several threads.
 *
 * <p>What depends on the time is refused only beyond a margin, and only while the clocks of this program and of the
 * database agree within it, as well as the broker's when it last confirmed a request: the request is judged by the
 * broker's clock, so if they do not, the worker decides.
 */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** One is read while the answers of the other are written. */
    private static final int READS_AT_ONCE = 2;

    private static final int MOST_IN_GROUP = 1000;
    private static final int MOST_WAITING = 20_000;

    /** A database that does not answer is not asked again before. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KnownInvitations invitations;
    private final Acceptances decided;
    private final Duration margin;
    private final Clock clock;

    private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Semaphore reads = new Semaphore(READS_AT_ONCE);
    private volatile Instant failedAt = Instant.MIN;
    private volatile boolean brokerAgrees = true;

    /** @param margin how far clocks may differ */
    public Refusals(KnownInvitations invitations, Acceptances decided, Duration margin, Clock clock) {
        this.invitations = invitations;
        this.decided = decided;
        this.margin = margin;
        this.clock = clock;
    }

    /** The broker has just given a request this time. */
    void appended(Instant at) {
        brokerAgrees = isClose(at, clock.instant());
    }

    private boolean isClose(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(margin) <= 0;
    }

    /** Why this person is refused; empty if they are not, or if that cannot be told for sure now. */
    Mono<RejectionReason> of(KnownInvitation known, EmailAddress address) {
        // By this clock alone nobody is refused; it saves asking about whom there is no doubt.
        return known.refusal(address, TimeRange.around(clock.instant(), margin)).isEmpty()
                ? Mono.empty()
                // What follows is work of each caller, not of the one thread that reads.
                : ServingThread.back(Mono.create(answer -> ask(new Question(known, address, answer))));
    }

    private void ask(Question question) {
        if (isPaused()) {
            question.answer().success();
        } else if (size.incrementAndGet() > MOST_WAITING) {
            size.decrementAndGet();
            question.answer().success();
        } else {
            waiting.add(question);
            readNext();
        }
    }

    /** Also ends with a clock that was set back. */
    private boolean isPaused() {
        return failedAt.isAfter(Instant.MIN)
                && Duration.between(failedAt, clock.instant()).abs().compareTo(PAUSE) < 0;
    }

    /** Several questions depend on one read, so none of those who ask may cancel it: it has a subscription of its own. */
    private void readNext() {
        while (!waiting.isEmpty() && reads.tryAcquire()) {
            List<Question> group = next();
            if (group.isEmpty()) {
                reads.release();
            } else {
                var unused = answers(group)
                        .doFinally(end -> {
                            reads.release();
                            readNext();
                        })
                        .subscribe(
                                reasons -> group.forEach(question -> question.answer(reasons)),
                                failure -> failed(group, failure));
            }
        }
    }

    private List<Question> next() {
        List<Question> group = new ArrayList<>();
        while (group.size() < MOST_IN_GROUP && waiting.poll() instanceof Question question) {
            size.decrementAndGet();
            group.add(question);
        }
        return group;
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

    /** Whoever was accepted before keeps that outcome, whatever became of the invitation. */
    private static Map<Use, RejectionReason> without(Map<Use, RejectionReason> refused, Set<Use> held) {
        refused.keySet().removeAll(held);
        return refused;
    }

    private void failed(List<Question> group, Throwable failure) {
        if (failure instanceof StoreFailure) {
            failedAt = clock.instant();
            LOG.warn(
                    "Refusals are not confirmed for the next second, such requests are queued for the worker: {}",
                    failure.toString());
            group.forEach(question -> question.answer().success());
        } else {
            group.forEach(question -> question.answer().error(failure));
        }
    }

    private record Question(KnownInvitation known, EmailAddress address, MonoSink<RejectionReason> answer) {

        Use use() {
            return new Use(known.id(), address.normal());
        }

        void answer(Map<Use, RejectionReason> refused) {
            RejectionReason reason = refused.get(use());
            if (reason == null) {
                answer.success();
            } else {
                answer.success(reason);
            }
        }
    }
}
