package io.usher.api.imports;

import static io.usher.runtime.ColumnArrays.integers;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.api.http.paging.PageRequest;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What became of the rows of imports. */
public final class ImportRows {

    /** Instead of an address. */
    static final String ERASED = "erased";

    private static final int ERASED_AT_ONCE = 10_000;

    /** @param address in normal form; null if the row has none */
    record NewRow(ImportedRow row, @Nullable String address) {}

    private final DatabaseClient database;

    ImportRows(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> add(UUID imported, List<NewRow> rows) {
        return database.sql("""
                        insert into directory.import_row
                            (import_id, number, email, address, first_name, last_name, outcome, reason, invitee_id)
                        select :import, row.* from unnest(:numbers::int[], :emails::text[], :addresses::text[],
                            :firstNames::text[], :lastNames::text[], :outcomes::text[], :reasons::text[],
                            :invitees::uuid[]) as row""")
                .bind("import", imported)
                .bind("numbers", integers(rows, one -> one.row().row()))
                .bind("emails", texts(rows, one -> one.row().email()))
                .bind("addresses", texts(rows, NewRow::address))
                .bind("firstNames", texts(rows, one -> one.row().firstName()))
                .bind("lastNames", texts(rows, one -> one.row().lastName()))
                .bind("outcomes", texts(rows, one -> one.row().outcome().wireName()))
                .bind("reasons", texts(rows, one -> one.row().reason()))
                .bind("invitees", uuids(rows, one -> one.row().invitee()))
                .then();
    }

    /** Those of the addresses, in normal form, that rows of the import have. */
    Flux<String> known(UUID imported, Collection<String> addresses) {
        return database.sql("""
                        select distinct address from directory.import_row
                        where import_id = :import and address = any(:addresses)""")
                .bind("import", imported)
                .bind("addresses", addresses.toArray(String[]::new))
                .map(row -> new Columns(row).text("address"))
                .all();
    }

    /** Those of the people who were erased before the import was done. */
    Flux<MemberId> erased(UUID imported, Collection<MemberId> people) {
        return database.sql("""
                        select member_id from directory.import_erasure
                        where import_id = :import and member_id = any(:people)""")
                .bind("import", imported)
                .bind("people", uuids(people, MemberId::value))
                .map(row -> new MemberId(new Columns(row).uuid("member_id")))
                .all();
    }

    /**
     * Keeps a person whose erasure begins from being invited by the organization's imports that are not done. Waits for the
     * rows that are being read.
     *
     * @param address in normal form
     */
    public Mono<Void> skip(OrganizationId organization, String address) {
        return database.sql("""
                        insert into directory.import_erasure (import_id, member_id)
                        select id, :member from directory.import
                        where organization_id = :organization and state <> 'done'
                        on conflict do nothing""")
                .bind("member", MemberId.of(organization, address).value())
                .bind("organization", organization.value())
                .then();
    }

    /**
     * In the order of the file.
     *
     * @param outcome null = any
     * @param q part of a name or the address; null = any
     */
    RowSearch search(UUID imported, @Nullable Outcome outcome, @Nullable String q, PageRequest page) {
        return new RowSearch(database, imported, outcome, q, page);
    }

    /** Deletes some of an import; returns how many. */
    Mono<Long> deleteSome(UUID imported, int most) {
        return database.sql("""
                        delete from directory.import_row where (import_id, number) in (
                            select import_id, number from directory.import_row where import_id = :import limit :most)""")
                .bind("import", imported)
                .bind("most", most)
                .fetch()
                .rowsUpdated();
    }

    /**
     * Erases a person from the rows of an organization's imports; returns whether from all of them, or else it is to be
     * called again.
     *
     * @param address in normal form
     */
    public Mono<Boolean> erase(OrganizationId organization, String address) {
        return database.sql("""
                        update directory.import_row
                        set email = :erased, address = null, first_name = null, last_name = null, invitee_id = null
                        where (import_id, number) in (
                            select r.import_id, r.number from directory.import_row r
                                join directory.import i on i.id = r.import_id
                            where r.address = :address and i.organization_id = :organization
                            limit :most)""")
                .bind("erased", ERASED)
                .bind("address", address)
                .bind("organization", organization.value())
                .bind("most", ERASED_AT_ONCE)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows < ERASED_AT_ONCE);
    }
}
