package io.usher.acceptance.deciding.r2dbc;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.usher.acceptance.deciding.GrantSet;
import io.usher.acceptance.deciding.Grantable;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.r2dbc.PlanQueries.Plan;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Locks the invitations of a batch and reads their current terms. */
final class TermsQueries {

    /** Granted if none of the roles of an invitation exists and is in the plan. */
    private static final String DEFAULT_ROLE = "learner";

    private final DatabaseClient database;

    TermsQueries(DatabaseClient database) {
        this.database = database;
    }

    /** The terms of existing invitations, including deleted ones, locked until the end of the transaction. */
    Mono<Map<InvitationId, InvitationTerms>> lockAndRead(
            UUID[] invitations, UUID[] organizations, Map<OrganizationId, Plan> plans) {
        return lock(invitations, organizations)
                .flatMap(rows -> rows.isEmpty()
                        ? Mono.just(Map.of())
                        : grantables(rows, organizations).map(known -> terms(rows, known, plans)));
    }

    /** An invitation with the ids of what it grants. */
    private record InvitationRow(
            InvitationId id,
            OrganizationId organization,
            Admission admission,
            boolean invitees,
            boolean cancelled,
            @Nullable Integer quota,
            boolean open,
            boolean waitlist,
            List<UUID> grants,
            @Nullable Instant accessEnd) {}

    /**
     * Includes the invitations of the organizations with people on their waiting lists: a freed seat may go to one of
     * these people.
     */
    private Mono<List<InvitationRow>> lock(UUID[] invitations, UUID[] organizations) {
        return database.sql("""
                        select id, organization_id, deleted_at is not null as deleted, status, opens_at, domains,
                               addressees, invitees > 0 as any_invited, cancelled > 0 as any_cancelled, quota, waitlist, grant_ids, access_expires_at,
                               expires_at,
                               (opens_at is null or opens_at <= now())
                                   and coalesce(least(expires_at, access_expires_at) > now(), true) as open
                        from directory.invitation
                        where id = any(array(
                            select unnest($1)
                            union
                            select s.invitation_id
                            from onboarding.invitation_seats s join directory.invitation i on i.id = s.invitation_id
                            where s.waiting > 0 and i.organization_id = any($2)))
                        order by id for no key update
                        """)
                .bind(0, invitations)
                .bind(1, organizations)
                .map((row, metadata) -> invitation(new Columns(row)))
                .all()
                .collectList();
    }

    private static InvitationRow invitation(Columns row) {
        return new InvitationRow(
                new InvitationId(row.uuid("id")),
                new OrganizationId(row.uuid("organization_id")),
                new Admission(
                        row.bool("deleted"),
                        InvitationStatus.of(row.text("status")),
                        row.optionalInstant("opens_at"),
                        Admission.end(row.optionalInstant("expires_at"), row.optionalInstant("access_expires_at")),
                        new Audience(Set.copyOf(row.texts("domains")), row.bool("addressees"))),
                row.bool("any_invited"),
                row.bool("any_cancelled"),
                row.optionalInteger("quota"),
                row.bool("open"),
                row.bool("waitlist"),
                row.uuids("grant_ids"),
                row.optionalInstant("access_expires_at"));
    }

    /**
     * What the invitations grant, including deleted grantables, whose names are reported, and the default role of each
     * organization.
     */
    private static final class Known {

        private final Map<UUID, GrantableRow> byId = new HashMap<>();
        private final Map<OrganizationId, Grantable> byDefault = new HashMap<>();

        void add(GrantableRow row) {
            byId.put(row.grantable().id(), row);
            if (row.byDefault()) {
                byDefault.put(row.organization(), row.grantable());
            }
        }
    }

    private record GrantableRow(Grantable grantable, OrganizationId organization, boolean deleted, boolean byDefault) {}

    private Mono<Known> grantables(List<InvitationRow> rows, UUID[] organizations) {
        return database.sql("""
                        select id, kind, name, organization_id, deleted_at is not null as deleted,
                               kind = $3 and lower(name) = $4 and deleted_at is null as by_default
                        from directory.grantable
                        where id = any($1)
                           or organization_id = any($2) and kind = $3 and lower(name) = $4 and deleted_at is null
                        """)
                .bind(
                        0,
                        rows.stream()
                                .flatMap(row -> row.grants().stream())
                                .distinct()
                                .toArray(UUID[]::new))
                .bind(1, organizations)
                .bind(2, GrantKind.ROLE.wireName())
                .bind(3, DEFAULT_ROLE)
                .map((row, metadata) -> grantable(new Columns(row)))
                .all()
                .collect(Known::new, Known::add);
    }

    private static GrantableRow grantable(Columns row) {
        return new GrantableRow(
                new Grantable(row.uuid("id"), GrantKind.of(row.text("kind")), row.text("name")),
                new OrganizationId(row.uuid("organization_id")),
                row.bool("deleted"),
                row.bool("by_default"));
    }

    private static Map<InvitationId, InvitationTerms> terms(
            List<InvitationRow> rows, Known known, Map<OrganizationId, Plan> plans) {
        return rows.stream()
                .map(row -> new InvitationTerms(
                        row.id(),
                        row.organization(),
                        row.admission(),
                        row.invitees(),
                        row.cancelled(),
                        row.quota(),
                        row.open(),
                        row.waitlist(),
                        granted(row, known, plans)))
                .collect(toUnmodifiableMap(InvitationTerms::id, Function.identity()));
    }

    private static GrantSet granted(InvitationRow row, Known known, Map<OrganizationId, Plan> plans) {
        // The plan may have changed since the invitation was made.
        Plan plan = plans.get(row.organization());
        List<Grantable> granted = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        // Managers of a unit that is gone would be those of the unit that they are in.
        boolean unitIsGone = row.grants().stream().map(known.byId::get).anyMatch(TermsQueries::isDeletedUnit);
        for (UUID id : row.grants()) {
            GrantableRow found = known.byId.get(id);
            if (found == null) {
                skipped.add(id.toString());
            } else if (found.deleted()
                    || !allows(plan, found.grantable())
                    || (unitIsGone && found.grantable().isManager())) {
                skipped.add(found.grantable().name());
            } else {
                granted.add(found.grantable());
            }
        }
        Grantable byDefault = known.byDefault.get(row.organization());
        if (byDefault != null && granted.stream().noneMatch(one -> one.kind() == GrantKind.ROLE)) {
            if (allows(plan, byDefault)) {
                granted.addFirst(byDefault);
            } else if (!skipped.contains(byDefault.name())) {
                skipped.add(byDefault.name());
            }
        }
        return GrantSet.of(granted, skipped, row.accessEnd());
    }

    private static boolean isDeletedUnit(@Nullable GrantableRow found) {
        return found != null && found.deleted() && found.grantable().kind() == GrantKind.UNIT;
    }

    private static boolean allows(@Nullable Plan plan, Grantable one) {
        return one.kind() != GrantKind.ROLE || plan == null || plan.allows(one.name());
    }
}
