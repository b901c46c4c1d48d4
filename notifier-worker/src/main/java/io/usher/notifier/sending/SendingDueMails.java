package io.usher.notifier.sending;

import io.usher.contract.event.EmailKind;
import io.usher.contract.id.MessageId;
import io.usher.runtime.polling.WorkReports;
import io.usher.notifier.sending.Outcome.Cause;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.OverPace;
import io.usher.notifier.sending.Outcome.Unsendable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One lane: sends what is due, message after message. Each message is sent by one lane of one instance at a time and, while
 * no process dies, once: its lease is renewed until its result is written, and without a lease nothing is begun. After a
 * process has died others repeat what it sent and had not noted, at most one batch of each lane. What it had claimed and not
 * sent waits for the end of its lease. Nothing is sent inside a transaction.
 */
final class SendingDueMails {

    /** Far longer than a mail takes, so that a write is of a whole batch unless the mail server is slow. */
    private static final Duration WRITTEN_WITHIN = Duration.ofMillis(100);

    /** While results are written nothing further is asked for. */
    private static final int NONE_AHEAD = 0;

    private final DueMails dueMails;
    private final Postbox postbox;
    private final Pace pace;
    private final RetryPolicy retries;
    private final Limits limits;
    private final WritingResults results;
    private final WorkReports reports;
    private final Clock clock;
    private final TakeOver takeOver;
    private volatile boolean serverAway;

    SendingDueMails(
            DueMails dueMails,
            Postbox postbox,
            Pace pace,
            RetryPolicy retries,
            Limits limits,
            WritingResults results,
            WorkReports reports,
            Clock clock) {
        this.dueMails = dueMails;
        this.postbox = postbox;
        this.pace = pace;
        this.retries = retries;
        this.limits = limits;
        this.results = results;
        this.reports = reports;
        this.clock = clock;
        this.takeOver = new TakeOver(limits.takeOverAfter(), clock);
    }

    /**
     * Sends what is due, up to a limit; emits whether there may be more. Fails with {@link ServerAwayException} when the
     * mail server cannot be reached; until it can, further rounds claim nothing.
     *
     * @param alive called whenever the round gets on
     */
    Mono<Boolean> round(Runnable alive) {
        return Mono.defer(() -> serverAway ? postbox.reach() : Mono.<Void>empty())
                .then(Mono.defer(this::claim))
                .flatMap(claimed -> claimed.isEmpty()
                        ? postbox.rest().thenReturn(false)
                        : Mono.firstWithSignal(send(claimed, alive), renewing(claimed)));
    }

    private Mono<List<DueMail>> claim() {
        return takeOver.watching(dueMails.claim(limits.claim(), limits.lease(), takeOver.isAllowed()));
    }

    private Mono<Boolean> send(List<DueMail> claimed, Runnable alive) {
        serverAway = false;
        List<Tried> decided = new ArrayList<>();
        List<DueMail> ready = new ArrayList<>();
        for (DueMail mail : claimed) {
            notToBeSentNow(mail).ifPresentOrElse(why -> decided.add(new Tried(mail, why)), () -> ready.add(mail));
        }
        return settle(decided, alive)
                .thenMany(Flux.fromIterable(ready).buffer(limits.batch()))
                .concatMap(batch -> sendAndSettle(batch, alive), NONE_AHEAD)
                .then(Mono.defer(() -> serverAway
                        ? Mono.error(new ServerAwayException("mail server: away (expected to answer), mails wait"))
                        : Mono.just(claimed.size() == limits.claim())));
    }

    /** A result is written soon even if the next one takes long. */
    private Mono<Void> sendAndSettle(List<DueMail> batch, Runnable alive) {
        return attempts(batch)
                .doOnNext(tried -> alive.run())
                .bufferTimeout(limits.batch(), WRITTEN_WITHIN, true)
                .concatMap(tried -> settle(tried, alive), NONE_AHEAD)
                .then();
    }

    /** Never ends by itself. */
    private Mono<Boolean> renewing(List<DueMail> claimed) {
        return Flux.interval(limits.renewEvery())
                .onBackpressureDrop()
                .map(tick ->
                        claimed.stream().filter(mail -> mail.lease().hasBegun()).toList())
                .filter(begun -> !begun.isEmpty())
                .concatMap(this::renew, 1)
                .then(Mono.never());
    }

    /** Where it fails the leases end in time, and what is not begun by then is not sent. */
    private Mono<Void> renew(List<DueMail> begun) {
        return Mono.defer(() -> {
                    // By our clock, and begun before the database's.
                    Instant ends = clock.instant().plus(limits.lease());
                    return takeOver.watching(dueMails.renew(begun, limits.lease()))
                            .doOnNext(held -> begun.forEach(mail -> renew(mail, held, ends)));
                })
                .then()
                .onErrorResume(Exception.class, failure -> {
                    reports.failed("renewing leases", failure, "it is tried again in " + limits.renewEvery());
                    return Mono.empty();
                });
    }

    private static void renew(DueMail mail, Set<MessageId> held, Instant ends) {
        if (held.contains(mail.id())) {
            mail.lease().renewed(ends);
        } else {
            mail.lease().lost();
        }
    }

    private Optional<Outcome> notToBeSentNow(DueMail mail) {
        MailContext context = mail.context();
        if (context == null) {
            return Optional.of(new Unsendable("its invitation or organization does not exist"));
        }
        InvitationOnMail invitation = context.invitation();
        if (mail.kind() == EmailKind.INVITATION && invitation != null && invitation.deleted()) {
            return Optional.of(new Unsendable("its invitation was deleted before it was sent"));
        }
        Duration turnIn = mail.paced() ? Duration.ZERO : pace.nextTurn(mail.domain());
        return turnIn.isZero() ? Optional.empty() : Optional.of(new OverPace(turnIn));
    }

    private Flux<Tried> attempts(List<DueMail> batch) {
        return Flux.defer(() -> serverAway ? Flux.fromIterable(notTried(batch)) : postbox.send(batch))
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

    private Mono<Void> settle(List<Tried> tried, Runnable alive) {
        if (tried.isEmpty()) {
            return Mono.empty();
        }
        return results.write(
                tried.stream()
                        .map(one -> Settlement.of(
                                one,
                                retries,
                                clock.instant(),
                                ThreadLocalRandom.current().nextDouble()))
                        .toList(),
                alive);
    }
}
