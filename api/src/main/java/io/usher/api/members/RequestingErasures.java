package io.usher.api.members;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.database.Transactions;
import io.usher.api.deadletters.ErasingDeadLetters;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.runtime.outbox.Outbox;
import io.usher.runtime.outbox.RefusedRecords;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Asks the other programs to erase a person, inside of the caller's transaction. The audit log and events that Kafka refused
 * name them no more; dead letters will not soon.
 */
final class RequestingErasures {

    private final Outbox outbox;
    private final RefusedRecords refused;
    private final ErasingDeadLetters letters;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Supplier<UUID> ids;

    RequestingErasures(
            Outbox outbox,
            RefusedRecords refused,
            ErasingDeadLetters letters,
            AuditLog audit,
            Transactions transactions,
            Supplier<UUID> ids) {
        this.outbox = outbox;
        this.refused = refused;
        this.letters = letters;
        this.audit = audit;
        this.transactions = transactions;
        this.ids = ids;
    }

    /** By the database's clock: what is erased must not depend on the clock of one instance. */
    Mono<Void> request(Caller caller, OrganizationId organization, String address) {
        return transactions.time().flatMap(now -> {
            MemberErasureRequested request =
                    new MemberErasureRequested(new CommandId(ids.get()), organization, address, now);
            return outbox.append(List.of(new EventMessage(request.command().toString(), Source.API, now, request)))
                    .then(letters.begin(request))
                    .then(refused.erase(request))
                    .then(audit.record(
                            caller, Audited.erasedMember(organization), "member.erasure-requested", null, null))
                    // Afterwards: it may be the caller who is erased.
                    .then(audit.erase(organization, address));
        });
    }
}
