package io.usher.api.organizations;

import io.usher.contract.event.Event;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.GrantableEvent.GrantableCreated;
import io.usher.contract.event.OrganizationEvent;
import io.usher.contract.event.OrganizationEvent.OrganizationCreated;
import io.usher.contract.event.OrganizationEvent.OrganizationUpdated;
import io.usher.contract.id.GrantableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The events that report an organization and its changes. */
public final class OrganizationEvents {

    private OrganizationEvents() {}

    /** With the roles that it has from the start. */
    static List<Event> created(Organization made, Map<BuiltInRole, UUID> roles, Instant at) {
        List<Event> events = new ArrayList<>();
        events.add(new OrganizationCreated(
                made.id(), made.slug(), made.name(), plan(made.plan()), made.locale(), made.replyTo(), at));
        roles.forEach((role, id) ->
                events.add(new GrantableCreated(new GrantableId(id), made.id(), GrantKind.ROLE, role.roleName(), at)));
        return events;
    }

    /** Empty if nothing changed. */
    public static List<Event> updated(Organization before, Organization after, Instant at) {
        OrganizationUpdated updated = updated(after, at);
        return updated.equals(updated(before, at)) ? List.of() : List.of(updated);
    }

    private static OrganizationUpdated updated(Organization now, Instant at) {
        return new OrganizationUpdated(
                now.id(), now.slug(), now.name(), plan(now.plan()), now.locale(), now.replyTo(), at);
    }

    private static OrganizationEvent.Plan plan(Plan plan) {
        return new OrganizationEvent.Plan(plan.seats(), plan.roles());
    }
}
