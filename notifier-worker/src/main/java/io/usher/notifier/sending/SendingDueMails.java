package io.usher.notifier.sending;

import io.usher.contract.event.EmailKind;
import io.usher.notifier.sending.Outcome.Cause;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.OverPace;
import io.usher.notifier.sending.Outcome.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Sends what is due. Each message is sent by one instance at a time and, while no process dies, once. After one has died
 * others repeat those whose results were not written yet: at most four batches of results and one message of each lane.
 * What it had claimed and not sent waits for the end of its lease. Nothing is sent inside a transaction.
 */
public final class SendingDueMails {

    /** The shorter, the less is sent again after a crash; the longer, the fewer writes. */
    private static final Duration WRITTEN_WITHIN = Duration.ofMillis(5);

    /** While results are written no further batch is asked for. */
    private static final int NONE_AHEAD = 0;

    /** What was sent must be written, or it is sent again: far longer than any restart of a database. */
    private static final Retry UNTIL_WRITTEN =
            Retry.backoff(1_000, Duration.ofMillis(100)).maxBackoff(Duration.ofSeconds(1));

    private final DueMails dueMails;
    private final Postbox postbox;
    private final Pace pace;
    private final RetryPolicy retries;
    private final Limits limits;
    private final Clock clock;
    private final Consumer<List<Settlement>> whenSettled;
    private volatile boolean serverAway;

    /** @param whenSettled told of results when they are written; must not block */
    public SendingDueMails(
            DueMails dueMails,
            Postbox postbox,
            Pace pace,
            RetryPolicy retries,
            Limits limits,
            Clock clock,
            Consumer<List<Settlement>> whenSettled) {
        this.dueMails = dueMails;
        this.postbox = postbox;
        this.pace = pace;
        this.retries = retries;
        this.limits = limits;
        this.clock = clock;
        this.whenSettled = whenSettled;
    }

    /**
     * Sends what is due, up to a limit; emits whether there may be more. Fails with {@link ServerAwayException} when the
     * mail server cannot be reached; until it can, further rounds claim nothing.
     */
    public Mono<Boolean> round() {
        return Mono.defer(() -> serverAway ? postbox.reach() : Mono.<Void>empty())
                .then(Mono.defer(() -> dueMails.claim(limits.claim(), limits.lease())))
                .flatMap(claimed -> claimed.isEmpty() ? postbox.rest().thenReturn(false) : send(claimed));
    }

    private Mono<Boolean> send(List<DueMail> claimed) {
        serverAway = false;
        List<Tried> decided = new ArrayList<>();
        List<DueMail> ready = new ArrayList<>();
        for (DueMail mail : claimed) {
            notToBeSentNow(mail).ifPresentOrElse(why -> decided.add(new Tried(mail, why)), () -> ready.add(mail));
        }
        return Flux.fromIterable(decided)
                .concatWith(inLanes(ready))
                .bufferTimeout(limits.results(), WRITTEN_WITHIN, true)
                .concatMap(this::settle, NONE_AHEAD)
                .then(Mono.defer(() -> serverAway
                        ? Mono.error(new ServerAwayException("mail server: away (expected to answer), mails wait"))
                        : Mono.just(claimed.size() == limits.claim())));
    }

    /** Chunks do not depend on each other. A lane sends no further while results wait to be written. */
    private Flux<Tried> inLanes(List<DueMail> mails) {
        return Flux.fromIterable(mails).buffer(limits.chunk()).flatMap(this::sendChunk, limits.lanes(), 1);
    }

    private Optional<Outcome> notToBeSentNow(DueMail mail) {
        InvitationOnMail invitation = mail.invitation();
        if (invitation == null) {
            return Optional.of(new Refused("its invitation does not exist"));
        }
        if (mail.kind() == EmailKind.INVITATION && invitation.deleted()) {
            return Optional.of(new Refused("its invitation was deleted before it was sent"));
        }
        Duration turnIn = mail.paced() ? Duration.ZERO : pace.nextTurn(mail.domain());
        return turnIn.isZero() ? Optional.empty() : Optional.of(new OverPace(turnIn));
    }

    private Flux<Tried> sendChunk(List<DueMail> chunk) {
        return Flux.defer(() -> serverAway ? Flux.fromIterable(notTried(chunk)) : postbox.send(chunk))
                .doOnNext(tried -> {
                    if (foundServerAway(tried)) {
                        serverAway = true;
                    }
                });
    }

    private static List<Tried> notTried(List<DueMail> mails) {
        return mails.stream()
                .map(mail -> new Tried(mail, new NotTried(Cause.SERVER_AWAY)))
                .toList();
    }

    private static boolean foundServerAway(Tried tried) {
        return tried.outcome() instanceof NotTried notTried && notTried.cause() == Cause.SERVER_AWAY;
    }

    private Mono<Void> settle(List<Tried> tried) {
        List<Settlement> settlements = tried.stream()
                .map(one -> Settlement.of(
                        one,
                        retries,
                        clock.instant(),
                        ThreadLocalRandom.current().nextDouble()))
                .toList();
        return Mono.defer(() -> dueMails.settle(settlements))
                .retryWhen(UNTIL_WRITTEN)
                .doOnSuccess(nothing -> whenSettled.accept(settlements));
    }
}
