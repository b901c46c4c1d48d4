package io.usher.api.imports;

import static io.usher.runtime.Columns.orNull;

import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Rights;
import io.usher.api.imports.Import.Target;
import io.usher.api.imports.ReadingUpload.Received;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All imports. */
final class Imports {

    private static final String SELECT = """
            select i.id, i.invitation_id, i.organization_id, i.state, i.total, i.done, i.count_new, i.count_duplicate,
                i.count_member, i.count_known, i.count_invalid, i.dry_run, i.delimiter, i.created_at, i.finished_at,
                i.problem_code, i.problem_detail
            from directory.import i
            """;

    /** @param sendEmails null = as the invitation says */
    record Options(boolean dryRun, @Nullable Boolean sendEmails) {}

    /**
     * Who sent the file last.
     *
     * @param rights what they held in the organization then, and hold now if that cannot be looked up
     */
    record Importer(String id, Rights rights) {

        static Importer of(Caller caller, OrganizationId organization) {
            return new Importer(caller.id(), caller.in(organization));
        }

        private String[] permissions() {
            return rights.held().keySet().stream()
                    .filter(rights::hold)
                    .map(Permission::wireName)
                    .sorted()
                    .toArray(String[]::new);
        }

        private static Importer from(Columns row) {
            return new Importer(
                    row.text("imported_by"),
                    Rights.everywhere(
                            row.texts("rights").stream().map(Permission::of).toList()));
        }
    }

    /** What is to be read of an import. */
    record Unread(
            UUID id,
            Target target,
            Options options,
            Importer by,
            UUID file,
            CsvFormat format,
            long bytes,
            long nextByte,
            int total,
            int done) {}

    private final DatabaseClient database;

    Imports(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> add(UUID id, Target target, Options options, UUID file, Received received, Importer by, Instant now) {
        InvitationId invitation = target.invitation();
        CsvFormat format = received.format();
        return database.sql("""
                        insert into directory.import (id, organization_id, invitation_id, dry_run, send_emails,
                            content_hash, file_id, charset, delimiter, columns, bytes, next_byte, state, total, done,
                            imported_by, rights, created_at, read_at)
                        values (:id, :organization, :invitation, :dryRun, :sendEmails, :hash, :file, :charset,
                            :delimiter, :columns, :bytes, :nextByte, 'reading', :total, 0, :by, :rights, :now, :now)""")
                .bind("id", id)
                .bind("organization", target.organization().value())
                .bind("invitation", orNull(invitation == null ? null : invitation.value(), UUID.class))
                .bind("dryRun", options.dryRun())
                .bind("sendEmails", orNull(options.sendEmails(), Boolean.class))
                .bind("hash", received.hash())
                .bind("file", file)
                .bind("charset", format.charset().name())
                .bind("delimiter", "" + format.delimiter())
                .bind("columns", new Integer[] {format.email(), format.firstName(), format.lastName()})
                .bind("bytes", received.bytes())
                .bind("nextByte", (long) received.begin())
                .bind("total", received.rows())
                .bind("by", by.id())
                .bind("rights", by.permissions())
                .bind("now", now)
                .then();
    }

    Mono<Import> find(UUID id) {
        return database.sql(SELECT + "where i.id = :id")
                .bind("id", id)
                .map(row -> imported(new Columns(row)))
                .one();
    }

    /** The newest first. */
    Flux<Import> list(InvitationId invitation, PageRequest page) {
        return database.sql(SELECT + """
                        where i.invitation_id = :invitation and (:after::uuid is null or i.id < :after)
                        order by i.id desc limit :limit""")
                .bind("invitation", invitation.value())
                .bind("after", orNull(page.after(Order.BY_ID), UUID.class))
                .bind("limit", page.fetch())
                .map(row -> imported(new Columns(row)))
                .all();
    }

    /** The newest one of the same file, however it stands. */
    Mono<Import> findSame(InvitationId invitation, Options options, String hash) {
        return database.sql(SELECT + """
                        where i.invitation_id = :invitation and i.content_hash = :hash and i.dry_run = :dryRun
                          and i.send_emails is not distinct from :sendEmails
                        order by i.id desc limit 1""")
                .bind("invitation", invitation.value())
                .bind("hash", hash)
                .bind("dryRun", options.dryRun())
                .bind("sendEmails", orNull(options.sendEmails(), Boolean.class))
                .map(row -> imported(new Columns(row)))
                .one();
    }

    /** Goes on with one that failed or was stopped, with the rights of whoever sent the file again. */
    Mono<Void> resume(UUID id, UUID file, Importer by) {
        return database.sql("""
                        update directory.import
                        set state = 'reading', file_id = :file, finished_at = null, problem_code = null,
                            problem_detail = null, imported_by = :by, rights = :rights
                        where id = :id and state in ('failed', 'cancelled')""")
                .bind("id", id)
                .bind("file", file)
                .bind("by", by.id())
                .bind("rights", by.permissions())
                .then();
    }

    /**
     * Takes the one whose turn it is, until the transaction ends; empty if there is none that nobody else has. Of one
     * invitation only the first one has a turn.
     */
    Mono<Unread> take() {
        return database.sql("""
                        select i.id, i.invitation_id, i.organization_id, i.dry_run, i.send_emails, i.imported_by,
                            i.rights, i.file_id, i.charset, i.delimiter, i.columns, i.bytes, i.next_byte, i.total, i.done
                        from directory.import i
                        where i.state = 'reading' and not exists (
                            select from directory.import earlier
                            where earlier.invitation_id = i.invitation_id and earlier.id < i.id
                              and earlier.state = 'reading')
                        order by i.read_at, i.id limit 1
                        for update skip locked""").map(row -> unread(new Columns(row))).one();
    }

    private static Target target(Columns row) {
        UUID invitation = row.optionalUuid("invitation_id");
        return new Target(
                new OrganizationId(row.uuid("organization_id")),
                invitation == null ? null : new InvitationId(invitation));
    }

    private static Unread unread(Columns row) {
        Integer[] columns = Objects.requireNonNull(row.row().get("columns", Integer[].class), "columns");
        return new Unread(
                row.uuid("id"),
                target(row),
                new Options(row.bool("dry_run"), row.row().get("send_emails", Boolean.class)),
                Importer.from(row),
                row.uuid("file_id"),
                new CsvFormat(
                        Charset.forName(row.text("charset")),
                        row.text("delimiter").charAt(0),
                        columns[0],
                        columns[1],
                        columns[2]),
                row.bigint("bytes"),
                row.bigint("next_byte"),
                row.integer("total"),
                row.integer("done"));
    }

    /** Counts rows that have their outcome. */
    Mono<Void> advance(UUID id, List<Outcome> outcomes, long nextByte, Instant now) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        outcomes.forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        return database.sql("""
                        update directory.import
                        set done = done + :rows, next_byte = :nextByte, read_at = :now,
                            count_new = count_new + :new, count_duplicate = count_duplicate + :duplicate,
                            count_member = count_member + :member, count_known = count_known + :known,
                            count_invalid = count_invalid + :invalid
                        where id = :id""")
                .bind("id", id)
                .bind("rows", outcomes.size())
                .bind("nextByte", nextByte)
                .bind("now", now)
                .bind("new", counts.getOrDefault(Outcome.NEW, 0))
                .bind("duplicate", counts.getOrDefault(Outcome.DUPLICATE, 0))
                .bind("member", counts.getOrDefault(Outcome.ALREADY_MEMBER, 0))
                .bind("known", counts.getOrDefault(Outcome.KNOWN_ACCOUNT, 0))
                .bind("invalid", counts.getOrDefault(Outcome.INVALID, 0))
                .then();
    }

    /** Ends one that is being read, and deletes its file; returns whether it was. */
    Mono<Boolean> end(UUID id, ImportState state, @Nullable ImportProblem problem, Instant now) {
        return database.sql("""
                        with ending as (
                            select id, file_id from directory.import where id = :id and state = 'reading' for update),
                        ended as (
                            update directory.import i
                            set state = :state, file_id = null, finished_at = :now, problem_code = :code,
                                problem_detail = :detail
                            from ending where i.id = ending.id)
                        delete from directory.import_file where id in (select file_id from ending)""")
                .bind("id", id)
                .bind("state", state.wireName())
                .bind("now", now)
                .bind("code", orNull(problem == null ? null : problem.code(), String.class))
                .bind("detail", orNull(problem == null ? null : problem.detail(), String.class))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /**
     * How many imports of an organization are being read or wait for their turn. Until the transaction ends nobody else
     * counts them.
     */
    Mono<Long> countUnfinished(OrganizationId organization) {
        return database.sql("select pg_advisory_xact_lock(hashtextextended('imports of ' || :organization::text, 0))")
                .bind("organization", organization.value())
                .fetch()
                .all()
                // Only a statement that begins after the wait sees what was added during it.
                .then(Mono.defer(() -> database.sql("""
                                select count(*) as unfinished from directory.import
                                where organization_id = :organization and state = 'reading'""")
                        .bind("organization", organization.value())
                        .map(row -> new Columns(row).bigint("unfinished"))
                        .one()));
    }

    /** The one that ended first, if that was before the time. */
    Mono<UUID> endedBefore(Instant time) {
        return database.sql("""
                        select id from directory.import where finished_at < :time
                        order by finished_at limit 1 for update skip locked""")
                .bind("time", time)
                .map(row -> new Columns(row).uuid("id"))
                .one();
    }

    Mono<Void> delete(UUID id) {
        return database.sql("delete from directory.import where id = :id")
                .bind("id", id)
                .then();
    }

    private static Import imported(Columns row) {
        String code = row.optionalText("problem_code");
        return new Import(
                row.uuid("id"),
                target(row),
                ImportState.of(row.text("state")),
                row.integer("total"),
                row.integer("done"),
                new EnumMap<>(Map.of(
                        Outcome.NEW, row.integer("count_new"),
                        Outcome.DUPLICATE, row.integer("count_duplicate"),
                        Outcome.ALREADY_MEMBER, row.integer("count_member"),
                        Outcome.KNOWN_ACCOUNT, row.integer("count_known"),
                        Outcome.INVALID, row.integer("count_invalid"))),
                row.bool("dry_run"),
                row.text("delimiter").charAt(0),
                row.instant("created_at"),
                row.optionalInstant("finished_at"),
                code == null ? null : new ImportProblem(code, row.text("problem_detail")));
    }
}
