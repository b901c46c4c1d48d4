package io.usher.runtime.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the migrations make of a database, and who may do what in it. */
final class MigrationIT {

    private static final String NO_PRIVILEGE = "42501";

    private static final Database DATABASE = TestServers.freshDatabase();

    private static Connection owner;

    /** The programs, each with the one schema that it writes. */
    enum Program {
        API("usher_api", "directory"),
        ACCEPTANCE_WORKER("usher_acceptance_worker", "onboarding"),
        NOTIFIER_WORKER("usher_notifier_worker", "notification");

        private final String role;
        private final String schema;

        Program(String role, String schema) {
            this.role = role;
            this.schema = schema;
        }

        boolean owns(String table) {
            return table.startsWith(schema + ".");
        }

        /** To the audit log rows are only added. */
        boolean mayWrite(String table, String statement) {
            return owns(table) && (!table.equals("directory.audit") || statement.startsWith("insert"));
        }
    }

    @BeforeAll
    static void anOrganizationHasAnInvitation() throws SQLException {
        owner = connect(DATABASE);
        try (Connection api = connect(Program.API)) {
            execute(api, """
                    insert into directory.organization (id, slug, name, created_at, updated_at)
                    values (gen_random_uuid(), 'acme', 'Acme', now(), now())""");
            execute(api, """
                    insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode,
                        grant_ids, status, send_emails, created_by, created_at, updated_at, version)
                    select gen_random_uuid(), 'code', id, 'Spring', '{}', false, 'public',
                        '{}', 'enabled', false, 'test', now(), now(), 1 from directory.organization""");
        }
    }

    @AfterAll
    static void disconnect() throws SQLException {
        owner.close();
    }

    @Test
    void theyRunOnAnEmptyDatabaseAndOnTheNextOfTheSameServer() throws SQLException {
        for (String name : List.of("migrated_first", "migrated_second")) {
            Database empty = TestServers.postgres().createDatabase(name);
            empty.migrate();

            assertThat(history(empty)).isNotEmpty().allMatch(line -> line.endsWith(" t"));
            assertThat(tables(empty)).isEqualTo(tables(DATABASE));
        }
    }

    @Test
    void runAgainTheyChangeNothing() throws SQLException {
        List<String> before = history(DATABASE);

        DATABASE.migrate();

        assertThat(history(DATABASE)).isEqualTo(before);
    }

    @EnumSource
    @ParameterizedTest
    void aProgramMayWriteTheTablesOfItsSchemaAndNoOthers(Program program) throws SQLException {
        for (String table : tables(DATABASE)) {
            for (String privilege : List.of("insert", "update", "delete")) {
                assertThat(holds("has_table_privilege('%s', '%s', '%s')".formatted(program.role, table, privilege)))
                        .as("%s: %s on %s", program, privilege, table)
                        .isEqualTo(program.mayWrite(table, privilege));
            }
            assertThat(holds("has_table_privilege('%s', '%s', 'truncate')".formatted(program.role, table)))
                    .as("%s: truncate on %s", program, table)
                    .isFalse();
        }
    }

    @EnumSource
    @ParameterizedTest
    void itWritesThemAndNoOthers(Program program) throws SQLException {
        try (Connection connection = connect(program)) {
            connection.setAutoCommit(false);
            for (String table : tables(DATABASE)) {
                String column = plainColumn(table);
                for (String write : List.of(
                        "insert into %s (%s) values (null)".formatted(table, column),
                        "update %s set %s = %s".formatted(table, column, column),
                        "delete from " + table)) {
                    assertThat(refused(connection, write))
                            .as("%s: %s", program, write)
                            .isNotEqualTo(program.mayWrite(table, write));
                }
            }
        }
    }

    @EnumSource
    @ParameterizedTest
    void theApiAloneCompletesAndErasesWhatIsInTheAuditLog(Program program) throws SQLException {
        for (String function : List.of("complete_audit(uuid, text, jsonb)", "erase_from_audit(uuid, text, uuid)")) {
            assertThat(holds("has_function_privilege('%s', 'directory.%s', 'execute')"
                            .formatted(program.role, function)))
                    .as("%s: %s", program, function)
                    .isEqualTo(program == Program.API);
        }
    }

    @Test
    void theOnlyColumnsOfOthersThatOneMayUpdateAreThereToBeLocked() throws SQLException {
        Set<String> columns = new TreeSet<>();
        for (Program program : Program.values()) {
            for (String column : columnsWith(program, "update")) {
                if (!program.owns(column)) {
                    columns.add(program + " " + column);
                }
            }
        }

        assertThat(columns)
                .containsExactly(
                        "ACCEPTANCE_WORKER directory.invitation.locked",
                        "ACCEPTANCE_WORKER directory.organization.locked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory.invitation", "directory.organization"})
    void theAcceptanceWorkerLocksTheRowsThatItDecidesOnAndChangesNothingElse(String table) throws SQLException {
        try (Connection worker = connect(Program.ACCEPTANCE_WORKER)) {
            worker.setAutoCommit(false);

            assertThat(strings(worker, "select name from %s for update".formatted(table)))
                    .hasSize(1);
            assertThat(refused(worker, "update %s set name = 'Mine'".formatted(table)))
                    .isTrue();
            assertThat(refused(worker, "update %s set locked = false, name = 'Mine'".formatted(table)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory.grantable", "directory.invitee"})
    void theAcceptanceWorkerReadsWhatItGrantsButDoesNotLockIt(String table) throws SQLException {
        try (Connection worker = connect(Program.ACCEPTANCE_WORKER)) {
            worker.setAutoCommit(false);

            assertThat(refused(worker, "select id from " + table)).isFalse();
            assertThat(refused(worker, "select id from %s for update".formatted(table)))
                    .isTrue();
        }
    }

    @Test
    void theWorkersReadOfTheDirectoryWhatTheyNeedAndNoSecrets() throws SQLException {
        assertThat(readable(Program.ACCEPTANCE_WORKER, "directory"))
                .containsExactly(
                        "directory.account",
                        "directory.grantable",
                        "directory.invitation",
                        "directory.invitee",
                        "directory.organization");
        assertThat(readable(Program.NOTIFIER_WORKER, "directory"))
                .containsExactly(
                        "directory.grantable", "directory.invitation", "directory.invitee", "directory.organization");
    }

    @EnumSource(names = {"ACCEPTANCE_WORKER", "NOTIFIER_WORKER"})
    @ParameterizedTest
    void theWorkersReadNoHashOfAKeyOrPassword(Program worker) throws SQLException {
        for (String secret :
                List.of("select hash from directory.api_key", "select password_hash from directory.account")) {
            try (Connection connection = connect(worker)) {
                assertThatThrownBy(() -> strings(connection, secret))
                        .as(secret)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refusal -> assertThat(refusal.getSQLState()).isEqualTo(NO_PRIVILEGE));
            }
        }
    }

    @Test
    void ofTheWorkersOnlyTheNotifierReadsWhatTheOtherKeepsToKnowWhomToMail() throws SQLException {
        assertThat(readable(Program.ACCEPTANCE_WORKER, "notification")).isEmpty();
        assertThat(readable(Program.NOTIFIER_WORKER, "onboarding"))
                .containsExactly("onboarding.acceptance", "onboarding.member");
    }

    @EnumSource
    @ParameterizedTest
    void aProgramMakesNoTablesAndNoRoles(Program program) throws SQLException {
        for (String schema : List.of("directory", "onboarding", "notification", "public")) {
            assertThat(holds("has_schema_privilege('%s', '%s', 'create')".formatted(program.role, schema)))
                    .as("%s: create in %s", program, schema)
                    .isFalse();
        }
        assertThat(holds("(select rolcanlogin and not (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls)"
                        + " from pg_roles where rolname = '%s')".formatted(program.role)))
                .isTrue();
    }

    /** All there are: those of a later migration too. */
    private static List<String> tables(Database of) throws SQLException {
        try (Connection connection = connect(of)) {
            return strings(connection, """
                    select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind in ('r', 'p', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
                    order by 1""");
        }
    }

    private static List<String> readable(Program program, String schema) throws SQLException {
        List<String> readable = new ArrayList<>();
        for (String table : tables(DATABASE)) {
            if (table.startsWith(schema + ".")
                    && holds("has_any_column_privilege('%s', '%s', 'select')".formatted(program.role, table))) {
                readable.add(table);
            }
        }
        return readable;
    }

    private static List<String> columnsWith(Program program, String privilege) throws SQLException {
        return strings(owner, """
                select n.nspname || '.' || c.relname || '.' || a.attname
                from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
                  and a.attnum > 0 and not a.attisdropped
                  and has_column_privilege('%s', c.oid, a.attnum, '%s')
                order by 1""".formatted(program.role, privilege));
    }

    /** A column that everyone who may write the table may set. */
    private static String plainColumn(String table) throws SQLException {
        return strings(owner, """
                select quote_ident(attname) from pg_attribute
                where attrelid = '%s'::regclass and attnum > 0 and not attisdropped
                  and attidentity = '' and attgenerated = '' and attname <> 'locked'
                order by attnum limit 1""".formatted(table)).getFirst();
    }

    private static List<String> history(Database of) throws SQLException {
        try (Connection connection = connect(of)) {
            return strings(
                    connection,
                    "select version || ' ' || checksum || ' ' || installed_on || ' ' || case when success then 't' else 'f' end"
                            + " from flyway_schema_history order by installed_rank");
        }
    }

    private static boolean holds(String condition) throws SQLException {
        return strings(owner, "select case when %s then 'yes' else 'no' end".formatted(condition))
                .equals(List.of("yes"));
    }

    /** Whether the statement fails for want of a privilege; what else it may fail for comes after that check. */
    private static boolean refused(Connection connection, String sql) throws SQLException {
        try {
            execute(connection, sql);
            return false;
        } catch (SQLException failure) {
            return NO_PRIVILEGE.equals(failure.getSQLState());
        } finally {
            connection.rollback();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> strings = new ArrayList<>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }

    private static Connection connect(Program program) throws SQLException {
        return DriverManager.getConnection(DATABASE.jdbcUrl(), program.role, DATABASE.letIn(program.role));
    }

    private static Connection connect(Database of) throws SQLException {
        return DriverManager.getConnection(of.jdbcUrl(), of.owner(), of.ownerPassword());
    }
}
