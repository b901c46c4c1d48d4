package io.usher.notifier.sending;

import io.usher.notifier.sending.DeliveryOutcome.Cause;
import io.usher.notifier.sending.DeliveryOutcome.NotAttempted;
import io.usher.notifier.sending.DeliveryOutcome.OverPace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One of several concurrent senders: sends due messages one after the other. Each message is sent by one sender of one
 * instance at a time and, unless a process crashes, once: its lease is renewed until its result is written, and no message is
 * started without a lease. After a crash, messages that were sent but whose results were not written are sent again, at most
 * one batch of each sender. Messages that were claimed but not sent wait for the end of their lease. Nothing is sent inside a
 * transaction.
 */
final class SendingDueMails {

    /** Far longer than a mail takes: unless the mail server is slow, a whole batch is written at once. */
    private static final Duration WRITTEN_WITHIN = Duration.ofMillis(100);

    /** Nothing is prefetched while results are written. */
    private static final int NONE_AHEAD = 0;

    private final ClaimingMails claiming;
    private final Mailer mailer;
    private final Pace pace;
    private final WritingResults results;
    private final SendingLimits limits;
    private volatile boolean serverUnavailable;

    SendingDueMails(ClaimingMails claiming, Mailer mailer, Pace pace, WritingResults results, SendingLimits limits) {
        this.claiming = claiming;
        this.mailer = mailer;
        this.pace = pace;
        this.results = results;
        this.limits = limits;
    }

    /**
     * Sends due messages, up to a limit; emits whether there may be more. Fails with {@link MailServerUnavailableException} if the
     * mail server is unavailable; until it is back, further runs claim nothing.
     *
     * @param progress called whenever the run makes progress
     */
    Mono<Boolean> run(Runnable progress) {
        return Mono.defer(() -> serverUnavailable ? mailer.checkConnection() : Mono.<Void>empty())
                .then(Mono.defer(claiming::claim))
                .flatMap(claimed -> claimed.isEmpty()
                        ? mailer.closeIdleConnections().thenReturn(false)
                        : Mono.firstWithSignal(send(claimed, progress), claiming.keepRenewing(claimed)));
    }

    private Mono<Boolean> send(List<DueMail> claimed, Runnable progress) {
        serverUnavailable = false;
        List<DeliveryResult> decided = new ArrayList<>();
        List<DueMail> ready = new ArrayList<>();
        for (DueMail mail : claimed) {
            reasonNotToSend(mail)
                    .ifPresentOrElse(outcome -> decided.add(new DeliveryResult(mail, outcome)), () -> ready.add(mail));
        }
        return results.write(decided, progress)
                .thenMany(Flux.fromIterable(ready).buffer(limits.batch()))
                .concatMap(batch -> sendAndWrite(batch, progress), NONE_AHEAD)
                .then(Mono.defer(() -> serverUnavailable
                        ? Mono.error(new MailServerUnavailableException(
                                "mail server: unavailable (expected to answer), mails wait"))
                        : Mono.just(claimed.size() == limits.claim())));
    }

    /** A result is written soon even if the next mail takes long. */
    private Mono<Void> sendAndWrite(List<DueMail> batch, Runnable progress) {
        return attempts(batch)
                .doOnNext(result -> progress.run())
                .bufferTimeout(limits.batch(), WRITTEN_WITHIN, true)
                .concatMap(sent -> results.write(sent, progress), NONE_AHEAD)
                .then();
    }

    private Optional<DeliveryOutcome> reasonNotToSend(DueMail mail) {
        Optional<DeliveryOutcome> objection = SendingRules.objection(mail);
        if (objection.isPresent()) {
            return objection;
        }
        Duration turnIn = mail.paced() ? Duration.ZERO : pace.nextTurn(mail.domain());
        return turnIn.isZero() ? Optional.empty() : Optional.of(new OverPace(turnIn));
    }

    private Flux<DeliveryResult> attempts(List<DueMail> batch) {
        return Flux.defer(() -> serverUnavailable ? Flux.fromIterable(notAttempted(batch)) : mailer.send(batch))
                .doOnNext(result -> {
                    if (foundServerUnavailable(result)) {
                        serverUnavailable = true;
                    }
                });
    }

    private static List<DeliveryResult> notAttempted(List<DueMail> mails) {
        return mails.stream()
                .map(mail -> new DeliveryResult(mail, new NotAttempted(Cause.SERVER_UNAVAILABLE)))
                .toList();
    }

    private static boolean foundServerUnavailable(DeliveryResult result) {
        return result.outcome() instanceof NotAttempted notAttempted
                && notAttempted.cause() == Cause.SERVER_UNAVAILABLE;
    }
}
