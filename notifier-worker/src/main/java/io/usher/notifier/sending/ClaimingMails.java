package io.usher.notifier.sending;

import io.usher.contract.id.MessageId;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Claims due messages for one sender, and renews the leases of those that it has started. */
final class ClaimingMails {

    private final DueMails dueMails;
    private final TakeOver takeOver;
    private final SendingLimits limits;
    private final WorkReports reports;
    private final Clock clock;

    ClaimingMails(DueMails dueMails, TakeOver takeOver, SendingLimits limits, WorkReports reports, Clock clock) {
        this.dueMails = dueMails;
        this.takeOver = takeOver;
        this.limits = limits;
        this.reports = reports;
        this.clock = clock;
    }

    /** Empty if nothing is due. */
    Mono<List<DueMail>> claim() {
        return takeOver.observe(dueMails.claim(limits.claim(), limits.lease(), takeOver.isAllowed()));
    }

    /** Renews the leases of started messages until it is cancelled. Never ends by itself. */
    <T> Mono<T> keepRenewing(List<DueMail> claimed) {
        return Flux.interval(limits.renewEvery())
                .onBackpressureDrop()
                .map(tick -> claimed.stream()
                        .filter(mail -> mail.lease().hasStarted())
                        .toList())
                .filter(started -> !started.isEmpty())
                .concatMap(this::renew, 1)
                .then(Mono.never());
    }

    /** If it fails, the leases end in time, and messages that are not started by then are not sent. */
    private Mono<Void> renew(List<DueMail> started) {
        return Mono.defer(() -> {
                    // By our clock, and read before the database's.
                    Instant ends = clock.instant().plus(limits.lease());
                    return takeOver.observe(dueMails.renew(started, limits.lease()))
                            .doOnNext(renewed -> started.forEach(mail -> renew(mail, renewed, ends)));
                })
                .then()
                .onErrorResume(Exception.class, failure -> {
                    reports.failed("renewing leases", failure, "next attempt in " + limits.renewEvery());
                    return Mono.empty();
                });
    }

    private static void renew(DueMail mail, Set<MessageId> renewed, Instant ends) {
        if (renewed.contains(mail.id())) {
            mail.lease().renewed(ends);
        } else {
            mail.lease().lost();
        }
    }
}
