package io.usher.api.deadletters;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/**
 * Forgets the records of dead letters that are about a person, after their erasure was asked for. Each record is searched as a
 * whole, and there may be many large ones: a step looks at some of them.
 */
public final class ErasingDeadLetters {

    /** In one step. */
    private static final int MOST = 500;

    private static final int MOST_BYTES = 4 << 20;

    /** Of those that are collected by then: an erasure begins once its time is over. */
    private static final String CLAIM = """
            select organization_id, address, until, looked_at, now() as now from directory.dead_letter_erasure
            where until < now() order by until, organization_id, address limit 1 for update skip locked""";

    /**
     * Returns the number of the last letter that was looked at, 0 if there was none. In a record that cannot be read, the organization too is looked
     * for in all of it.
     */
    private static final String STEP = """
            with batch as materialized (
                select *, sum(size) over (order by number) - size as before
                from (
                    select id, number, state, set_aside_at, key, headers, payload,
                        coalesce(octet_length(key), 0)::bigint + octet_length(headers)
                            + coalesce(octet_length(payload), 0) as size
                    from directory.dead_letter where number > :after order by number limit :most) as letter),
            looked_at as materialized (select * from batch where before < :bytes),
            forgotten as (
                %s where id in (
                    select id from looked_at
                    where state <> 'deleted' and set_aside_at <= :until and directory.is_about(
                        coalesce(key, '') || ' '::bytea || coalesce(payload, '') || coalesce((
                            select string_agg(' '::bytea || decode(header ->> 'value', 'base64'), '')
                            from json_array_elements(headers::json) as header), ''),
                        :organization, :spellings)))
            select coalesce(max(number), 0) as last from looked_at""".formatted(DeadLetters.FORGET);

    private final DatabaseClient database;
    private final LateDeadLetters late;

    ErasingDeadLetters(DatabaseClient database, LateDeadLetters late) {
        this.database = database;
        this.late = late;
    }

    /**
     * Lets those be forgotten that name the person and the organization, by its id: they are deleted soon, as an operator does
     * it. Inside of the caller's transaction; may be repeated.
     */
    public Mono<Void> begin(MemberErasureRequested request) {
        return database.sql("""
                        insert into directory.dead_letter_erasure as stored (organization_id, address, until)
                        values (:organization, :address, :until)
                        on conflict (organization_id, address) do update
                        set until = greatest(stored.until, excluded.until), looked_at = 0""")
                .bind("organization", request.organization().value())
                .bind("address", request.address())
                .bind("until", request.until())
                .then()
                .then(late.expect(request));
    }

    /** @param lookedAt the number of the last letter */
    private record Erasure(UUID organization, String address, Instant until, long lookedAt, Instant now) {

        static Erasure of(Columns columns) {
            return new Erasure(
                    columns.uuid("organization_id"),
                    columns.text("address"),
                    columns.instant("until"),
                    columns.bigint("looked_at"),
                    columns.instant("now"));
        }
    }

    /** Takes one step of the oldest erasure, in the caller's transaction. Emits whether there may be more to do. */
    Mono<Boolean> eraseSome() {
        return database.sql(CLAIM)
                .map(row -> Erasure.of(new Columns(row)))
                .one()
                .flatMap(erasure -> step(erasure)
                        .flatMap(last -> last == 0 ? end(erasure) : reach(erasure, last))
                        .thenReturn(true))
                .defaultIfEmpty(false);
    }

    private Mono<Long> step(Erasure erasure) {
        return database.sql(STEP)
                .bind("after", erasure.lookedAt())
                .bind("most", MOST)
                .bind("bytes", MOST_BYTES)
                .bind("now", erasure.now())
                .bind("until", erasure.until())
                .bind("organization", erasure.organization())
                .bind("spellings", EmailAddress.spellings(erasure.address()).toArray(String[]::new))
                .map(row -> new Columns(row).bigint("last"))
                .one();
    }

    private Mono<Void> reach(Erasure erasure, long last) {
        return of(erasure, "update directory.dead_letter_erasure set looked_at = :last")
                .bind("last", last)
                .then();
    }

    private Mono<Void> end(Erasure erasure) {
        return of(erasure, "delete from directory.dead_letter_erasure").then();
    }

    private GenericExecuteSpec of(Erasure erasure, String statement) {
        return database.sql(statement + " where organization_id = :organization and address = :address")
                .bind("organization", erasure.organization())
                .bind("address", erasure.address());
    }
}
