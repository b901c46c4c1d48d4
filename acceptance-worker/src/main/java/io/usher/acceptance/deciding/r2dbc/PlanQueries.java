package io.usher.acceptance.deciding.r2dbc;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.acceptance.erasing.BatchesUnderWay;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Joins the {@link BatchesUnderWay batches under way} and reads plans. The organizations whose plan limits seats are
 * locked before anything else in the batch. The others are not, since the partitions of an organization would then wait
 * for each other: their plans are confirmed before the commit.
 */
final class PlanQueries {

    /** Joins the batches under way of each organization, in the order of their ids, before the batch locks anything. */
    private static final String JOIN_AND_READ = """
            select id, plan_seats, plan_roles, %s
            from (
                select id, plan_seats, plan_roles from directory.organization
                where id = any($1) order by id offset 0) as ordered
            """.formatted(BatchesUnderWay.join("id"));

    private static final String READ =
            "select id, plan_seats, plan_roles from directory.organization where id = any($1) order by id ";

    private final DatabaseClient database;

    PlanQueries(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The plan of an organization.
     *
     * @param seats null = unlimited
     * @param roles names in lower case; null = all
     */
    record Plan(
            OrganizationId organization,
            @Nullable Integer seats,
            @Nullable Set<String> roles) {

        boolean allows(String role) {
            return roles == null || roles.contains(role.toLowerCase(Locale.ROOT));
        }
    }

    /** Reads the plans. Organizations whose plan limits seats stay locked until the end of the transaction. */
    Mono<Map<OrganizationId, Plan>> lockAndRead(UUID[] organizations) {
        return plans(JOIN_AND_READ, organizations).flatMap(plans -> {
            UUID[] limited = plans.values().stream()
                    .filter(plan -> plan.seats() != null)
                    .map(plan -> plan.organization().value())
                    .toArray(UUID[]::new);
            return limited.length == 0
                    ? Mono.just(plans)
                    : read(limited, "for no key update").map(locked -> {
                        Map<OrganizationId, Plan> current = new HashMap<>(plans);
                        current.putAll(locked);
                        return current;
                    });
        });
    }

    /**
     * Locks the plans under which the batch took seats until the commit, so that changes of them wait for the batch.
     * Fails with {@link LostRace} if one was changed since it was read.
     */
    Mono<Void> confirm(Map<OrganizationId, Plan> read, Collection<OrganizationId> seated) {
        UUID[] unlocked = seated.stream()
                .map(read::get)
                .filter(Objects::nonNull)
                .filter(plan -> plan.seats() == null)
                .map(plan -> plan.organization().value())
                .toArray(UUID[]::new);
        return unlocked.length == 0
                ? Mono.empty()
                : read(unlocked, "for share")
                        .filter(now ->
                                now.values().stream().allMatch(plan -> plan.equals(read.get(plan.organization()))))
                        .switchIfEmpty(Mono.error(() -> new LostRace("plan")))
                        .then();
    }

    private Mono<Map<OrganizationId, Plan>> read(UUID[] organizations, String lock) {
        return plans(READ + lock, organizations);
    }

    private Mono<Map<OrganizationId, Plan>> plans(String sql, UUID[] organizations) {
        return database.sql(sql)
                .bind(0, organizations)
                .map((row, metadata) -> plan(new Columns(row)))
                .all()
                .collectMap(Plan::organization);
    }

    private static Plan plan(Columns row) {
        List<String> roles = row.optionalTexts("plan_roles");
        return new Plan(
                new OrganizationId(row.uuid("id")),
                row.optionalInteger("plan_seats"),
                roles == null
                        ? null
                        : roles.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .collect(toUnmodifiableSet()));
    }
}
