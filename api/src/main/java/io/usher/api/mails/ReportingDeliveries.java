package io.usher.api.mails;

import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.EmailCommand.EmailBounceReported;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MessageId;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Passes on to the notifier that mails were not delivered. Takes the platform's {@code ops}. */
final class ReportingDeliveries {

    private final Outbox outbox;
    private final Supplier<UUID> ids;
    private final Clock clock;

    ReportingDeliveries(Outbox outbox, Supplier<UUID> ids, Clock clock) {
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    static void require(Caller caller) {
        caller.onPlatform().require(Action.REPORT_DELIVERIES);
    }

    /** Emits how many failures are passed on, inside of the caller's transaction. */
    Mono<Integer> report(DeliveryReport report) {
        MessageId message = report.message();
        if (message == null) {
            return Mono.just(0);
        }
        Instant now = clock.instant();
        List<EmailBounceReported> bounces = report.failures().stream()
                .map(failure -> new EmailBounceReported(
                        new CommandId(ids.get()), message, failure.address(), failure.status(), failure.reason(), now))
                .toList();
        return outbox.append(bounces, now, ids).thenReturn(bounces.size());
    }
}
