package io.usher.api.granting;

import io.r2dbc.spi.Readable;
import io.usher.api.database.ReachedRows;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.Organization;
import io.usher.contract.rights.Reach;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** How much of what an organization can grant is in use. */
public final class CountingUses {

    /** Nobody counts further. */
    public static final int MOST = 1_000;

    private static final int NAMED = 10;

    /** Ids of members are made from addresses: the first ones are as good as any. */
    private static final int SAMPLED = 2_000;

    /** How many of the sample have what is estimated. */
    private static final int LEAST_SAMPLED = 50;

    /**
     * For each thing the index of what members hold is read to the end, whatever the limit says. What by a sample more than
     * twice as many members have as are counted is not looked up there.
     */
    private static final String USES = """
            with common as materialized (
                select held from (
                    select grant_ids from onboarding.member where organization_id = :organization and state = 'active'
                    order by id limit %1$d) sample, unnest(grant_ids) as held
                where held = any(:ids)
                group by held having count(*) > %2$d and count(*) * cast(:members as bigint) > 2 * %3$d * %1$d)
            select wanted.id,
                (select count(*) from (
                    select from directory.invitation i
                    where i.grant_ids @> array[wanted.id] and i.deleted_at is null limit %3$d + 1) granting) as invitations,
                case when wanted.id in (select held from common) then %3$d + 1 else (
                    select count(*) from (
                        select from onboarding.member m
                        where m.grant_ids @> array[wanted.id] and m.state = 'active' limit %3$d + 1) holding)
                end as members
            from unnest(cast(:ids as uuid[])) as wanted (id)""".formatted(SAMPLED, LEAST_SAMPLED, MOST);

    private static final String NAMES = """
            select name from directory.invitation
            where organization_id = :organization and deleted_at is null and grant_ids @> array[cast(:id as uuid)] and %s
            order by id desc limit\s""" + NAMED;

    private final DatabaseClient database;

    CountingUses(DatabaseClient database) {
        this.database = database;
    }

    /**
     * What a thing is used for; one more than {@link #MOST} stands for any larger number.
     *
     * @param invitations that grant it
     * @param members who hold it
     */
    public record Uses(long invitations, long members) {}

    /** By the ids of the things. */
    public Mono<Map<UUID, Uses>> of(Organization organization, List<UUID> things) {
        return database.sql(USES)
                .bind("organization", organization.id().value())
                .bind("members", organization.seatsTaken())
                .bind("ids", things.toArray(UUID[]::new))
                .map(row -> new Columns(row))
                .all()
                .collectMap(row -> row.uuid("id"), row -> new Uses(row.bigint("invitations"), row.bigint("members")));
    }

    /** Names of the newest invitations that grant a thing, as far as the caller may see them. */
    public Mono<List<String>> invitations(Caller caller, Organization organization, UUID thing) {
        Reach reach = caller.in(organization.id()).reach(Action.READ_INVITATIONS);
        return ReachedRows.bind(database.sql(NAMES.formatted(ReachedRows.condition(reach))), reach)
                .bind("organization", organization.id().value())
                .bind("id", thing)
                .map((Readable row) -> new Columns(row).text("name"))
                .all()
                .collectList();
    }
}
