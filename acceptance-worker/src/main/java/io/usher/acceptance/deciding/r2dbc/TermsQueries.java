package io.usher.acceptance.deciding.r2dbc;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Item;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.r2dbc.StandingQueries.Plan;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Locks the invitations of a batch and reads what they say now. */
final class TermsQueries {

    /** The role of people to whom an invitation gives none that exists. */
    private static final String DEFAULT_ROLE = "learner";

    private final DatabaseClient database;

    TermsQueries(DatabaseClient database) {
        this.database = database;
    }

    /** The terms of those that exist, deleted ones included. */
    Mono<Map<InvitationId, InvitationTerms>> lockAndRead(
            UUID[] invitations, UUID[] organizations, List<Request> requests, Map<OrganizationId, Plan> plans) {
        return lockInvitations(invitations, requests)
                .flatMap(rows -> items(rows, organizations).map(items -> terms(rows, items, plans)));
    }

    private record InvitationRow(InvitationTerms terms, List<UUID> roles, List<UUID> teams) {}

    /** Of its addresses the ones asked about, and the first, which says that it is not public. */
    private Mono<List<InvitationRow>> lockInvitations(UUID[] invitations, List<Request> requests) {
        return database.sql("""
                        select id, organization_id, deleted_at is not null, status, opens_at, expires_at,
                               array_remove(array[addresses[1]], null) || array(select address from unnest(addresses) as address
                                                       where address = any($2)),
                               domains, quota, role_ids, team_ids
                        from directory.invitation where id = any($1) order by id for no key update
                        """)
                .bind(0, invitations)
                .bind(
                        1,
                        requests.stream()
                                .map(request -> request.email().normal())
                                .distinct()
                                .toArray(String[]::new))
                .map((row, metadata) -> new InvitationRow(
                        new InvitationTerms(
                                new InvitationId(Rows.get(row, 0, UUID.class)),
                                new OrganizationId(Rows.get(row, 1, UUID.class)),
                                new Admission(
                                        Rows.get(row, 2, Boolean.class),
                                        InvitationStatus.of(Rows.get(row, 3, String.class)),
                                        row.get(4, Instant.class),
                                        row.get(5, Instant.class),
                                        new Audience(
                                                Set.copyOf(List.of(Rows.get(row, 6, String[].class))),
                                                Set.of(Rows.get(row, 7, String[].class)))),
                                row.get(8, Integer.class),
                                List.of(),
                                List.of(),
                                List.of()),
                        List.of(Rows.get(row, 9, UUID[].class)),
                        List.of(Rows.get(row, 10, UUID[].class))))
                .all()
                .collectList();
    }

    private static final class Items {

        private final Map<UUID, ItemRow> byId = new HashMap<>();
        private final Map<OrganizationId, Item> byDefault = new HashMap<>();

        void add(ItemRow row) {
            if (row.byDefault()) {
                byDefault.put(row.organization(), row.item());
            } else {
                byId.put(row.item().id(), row);
            }
        }

        @Nullable ItemRow get(UUID id) {
            return byId.get(id);
        }

        @Nullable Item byDefault(OrganizationId organization) {
            return byDefault.get(organization);
        }
    }

    private record ItemRow(Item item, OrganizationId organization, boolean deleted, boolean byDefault) {}

    /** Roles and teams by id, also those deleted: their names are reported. And the roles that people have by default. */
    private Mono<Items> items(List<InvitationRow> rows, UUID[] organizations) {
        UUID[] wanted = rows.stream()
                .flatMap(row -> Stream.concat(row.roles().stream(), row.teams().stream()))
                .distinct()
                .toArray(UUID[]::new);
        return database.sql("""
                        select id, name, organization_id, deleted_at is not null, false
                        from directory.role where id = any($1)
                        union all
                        select id, name, organization_id, deleted_at is not null, false
                        from directory.team where id = any($1)
                        union all
                        select id, name, organization_id, false, true
                        from directory.role
                        where organization_id = any($2) and lower(name) = $3 and deleted_at is null
                        """)
                .bind(0, wanted)
                .bind(1, organizations)
                .bind(2, DEFAULT_ROLE)
                .map((row, metadata) -> new ItemRow(
                        new Item(Rows.get(row, 0, UUID.class), Rows.get(row, 1, String.class)),
                        new OrganizationId(Rows.get(row, 2, UUID.class)),
                        Rows.get(row, 3, Boolean.class),
                        Rows.get(row, 4, Boolean.class)))
                .all()
                .collect(Items::new, Items::add);
    }

    private static Map<InvitationId, InvitationTerms> terms(
            List<InvitationRow> rows, Items items, Map<OrganizationId, Plan> plans) {
        return rows.stream()
                .map(row -> withItems(row, items, plans))
                .collect(toUnmodifiableMap(InvitationTerms::id, Function.identity()));
    }

    private static InvitationTerms withItems(InvitationRow row, Items items, Map<OrganizationId, Plan> plans) {
        List<String> skipped = new ArrayList<>();
        InvitationTerms bare = row.terms();
        List<Item> roles = existing(row.roles(), items, skipped);
        Item byDefault = items.byDefault(bare.organization());
        if (roles.isEmpty() && byDefault != null) {
            roles = List.of(byDefault);
        }
        return new InvitationTerms(
                bare.id(),
                bare.organization(),
                bare.admission(),
                bare.quota(),
                allowed(roles, plans.get(bare.organization()), skipped),
                existing(row.teams(), items, skipped),
                List.copyOf(skipped));
    }

    private static List<Item> existing(List<UUID> ids, Items items, List<String> skipped) {
        List<Item> existing = new ArrayList<>();
        for (UUID id : ids) {
            ItemRow found = items.get(id);
            if (found == null) {
                skipped.add(id.toString());
            } else if (found.deleted()) {
                skipped.add(found.item().name());
            } else {
                existing.add(found.item());
            }
        }
        return List.copyOf(existing);
    }

    /** The plan may have changed since the invitation was made. */
    private static List<Item> allowed(List<Item> roles, @Nullable Plan plan, List<String> skipped) {
        if (plan == null) {
            return roles;
        }
        roles.stream().map(Item::name).filter(role -> !plan.allows(role)).forEach(skipped::add);
        return roles.stream().filter(role -> plan.allows(role.name())).toList();
    }
}
