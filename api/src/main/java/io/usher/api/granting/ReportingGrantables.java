package io.usher.api.granting;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.OrganizationEvents;
import io.usher.api.organizations.Organizations;
import io.usher.api.organizations.Plan;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.GrantableEvent.GrantableCreated;
import io.usher.contract.event.GrantableEvent.GrantableDeleted;
import io.usher.contract.event.GrantableEvent.GrantableRenamed;
import io.usher.contract.id.GrantableId;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Publishes changes of what is grantable, and keeps who made them, inside of the caller's transaction. */
final class ReportingGrantables {

    private final Organizations organizations;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Clock clock;
    private final Supplier<UUID> ids;

    ReportingGrantables(Organizations organizations, Outbox outbox, AuditLog audit, Clock clock, Supplier<UUID> ids) {
        this.organizations = organizations;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
        this.ids = ids;
    }

    Mono<Void> made(Caller caller, Organization organization, Grantable made) {
        Instant now = clock.instant();
        GrantableCreated created =
                new GrantableCreated(new GrantableId(made.id()), organization.id(), made.kind(), made.name(), now);
        return outbox.append(List.of(created), now, ids)
                .then(audit.record(caller, audited(organization, made), "grantable.created", null, Draft.from(made)));
    }

    private static Audited audited(Organization organization, Grantable grantable) {
        return Audited.grantable(organization.id(), grantable.kind(), grantable.id(), grantable.name());
    }

    /** A plan that allows a role by its old name allows it by its new one. */
    Mono<Void> changed(Caller caller, Organization organization, Grantable before, Grantable after) {
        boolean renamed = !before.name().equals(after.name());
        return (renamed ? renamed(organization, before, after) : Mono.<Void>empty())
                .then(audit.record(
                        caller,
                        audited(organization, after),
                        // There is no event about the rest.
                        renamed ? "grantable.renamed" : "grantable.updated",
                        Draft.from(before),
                        Draft.from(after)));
    }

    private Mono<Void> renamed(Organization organization, Grantable before, Grantable after) {
        Instant now = clock.instant();
        List<Event> events = new ArrayList<>();
        events.add(new GrantableRenamed(
                new GrantableId(after.id()), organization.id(), after.kind(), after.name(), before.name(), now));
        Plan plan = after.kind() == GrantKind.ROLE
                ? organization.plan().withRoleRenamed(before.name(), after.name())
                : organization.plan();
        if (plan.equals(organization.plan())) {
            return outbox.append(events, now, ids);
        }
        Organization changed = organization.withPlan(plan);
        events.addAll(OrganizationEvents.updated(organization, changed, now));
        return organizations.change(changed, now).then(outbox.append(events, now, ids));
    }

    Mono<Void> deleted(Caller caller, Organization organization, Grantable deleted, Instant now) {
        GrantableDeleted event = new GrantableDeleted(
                new GrantableId(deleted.id()), organization.id(), deleted.kind(), deleted.name(), now);
        return outbox.append(List.of(event), now, ids)
                .then(audit.record(
                        caller, audited(organization, deleted), "grantable.deleted", Draft.from(deleted), null));
    }
}
