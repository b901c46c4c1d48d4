package io.usher.api.mails;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.database.Transactions;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.EmailCommand.EmailSuppressionRemovalRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.outbox.Outbox;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Shows to whom an organization does not write, and lets it write to them again. Takes {@link Action#MANAGE_SUPPRESSIONS}. */
public final class HandlingSuppressions {

    private final FindingOrganizations organizations;
    private final Suppressions suppressions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Supplier<UUID> ids;

    HandlingSuppressions(
            FindingOrganizations organizations,
            Suppressions suppressions,
            Outbox outbox,
            AuditLog audit,
            Transactions transactions,
            Supplier<UUID> ids) {
        this.organizations = organizations;
        this.suppressions = suppressions;
        this.outbox = outbox;
        this.audit = audit;
        this.transactions = transactions;
        this.ids = ids;
    }

    /** @param q part of the address; null = all */
    public Mono<Page<Suppression>> list(Caller caller, String organization, @Nullable String q, PageRequest page) {
        return organization(caller, organization)
                .flatMapMany(found -> suppressions.page(found, q, page))
                .collectList()
                .map(fetched -> page.page(fetched, Order.BY_TEXT, Suppression::address));
    }

    /** Completes when it is certain to be removed. Ends the request with 404 if there is no such suppression. */
    public Mono<Void> remove(Caller caller, String organization, String address) {
        return organization(caller, organization)
                .flatMap(found -> Mono.justOrEmpty(EmailAddress.parse(address))
                        .flatMap(read -> suppressions.find(found, read.normal()))
                        .switchIfEmpty(Mono.error(Refusal::notFound))
                        .flatMap(suppression -> transactions.inOne(remove(caller, found, suppression))));
    }

    private Mono<OrganizationId> organization(Caller caller, String reference) {
        return organizations
                .find(caller, reference)
                .map(Organization::id)
                .doOnNext(found -> caller.in(found).require(Action.MANAGE_SUPPRESSIONS));
    }

    /** By the database's clock, as the notifier has it. */
    private Mono<Void> remove(Caller caller, OrganizationId organization, Suppression suppression) {
        return transactions
                .time()
                .flatMap(now -> outbox.append(
                                List.of(new EmailSuppressionRemovalRequested(
                                        new CommandId(ids.get()), organization, suppression.address(), now)),
                                now,
                                ids)
                        .then(audit.record(
                                caller,
                                Audited.suppression(organization, suppression.address()),
                                "email.suppression-removal-requested",
                                SuppressionBody.from(suppression),
                                null)));
    }
}
