package io.usher.benchmarks;

import static java.util.UUID.randomUUID;

import com.github.f4b6a3.uuid.alt.GUID;
import io.usher.contract.id.MemberId;
import io.usher.embedded.Database;
import io.usher.runtime.outbox.OutboxRecords;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same rows made as most systems make them: one transaction for each person, which locks the invitation first, over
 * {@value #CONNECTIONS} connections.
 */
final class RowLock {

    private static final int CONNECTIONS = 16;

    /** A row of the outbox like that of each decision, but with nothing in it: these people must get no mail. */
    private static final byte[] NO_EVENTS = OutboxRecords.encode(List.of());

    private final Database database;
    private final String password;
    private final Challenge challenge;
    private int rounds;

    RowLock(Database database, Challenge challenge) {
        this.database = database;
        this.password = database.letIn(Program.WORKER.role());
        this.challenge = challenge;
    }

    /** Acceptances per second. */
    double measure(Duration duration) {
        rounds++;
        String run = "lock" + rounds;
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Connection> connections = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(connect());
            }
            long begun = System.nanoTime();
            List<Future<Integer>> accepting = new ArrayList<>();
            for (Connection connection : connections) {
                String people = "%s.%d".formatted(run, accepting.size());
                accepting.add(threads.submit(() -> acceptUntil(begun + duration.toNanos(), connection, people)));
            }
            int accepted = 0;
            for (Future<Integer> one : accepting) {
                accepted += one.get();
            }
            return accepted * 1e9 / (System.nanoTime() - begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | SQLException e) {
            throw new IllegalStateException("rowLock", e);
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.put("user", Program.WORKER.role());
        properties.put("password", password);
        // As the worker: a plan that was made while the tables were empty must not go on reading them whole.
        properties.put("options", "-c enable_seqscan=off");
        Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
        connection.setAutoCommit(false);
        return connection;
    }

    private int acceptUntil(long end, Connection connection, String people) throws SQLException {
        try (connection;
                Statements statements = new Statements(connection)) {
            int accepted = 0;
            while (System.nanoTime() < end) {
                statements.accept(challenge, SeatRequests.address(people, accepted));
                connection.commit();
                accepted++;
            }
            return accepted;
        }
    }

    /** Of one connection, prepared once. */
    private static final class Statements implements AutoCloseable {

        private final UUID grantSet = randomUUID();
        private final PreparedStatement lock;
        private final PreparedStatement earlier;
        private final PreparedStatement member;
        private final PreparedStatement count;
        private final PreparedStatement accept;
        private final PreparedStatement join;
        private final PreparedStatement takeSeat;
        private final PreparedStatement announce;

        Statements(Connection connection) throws SQLException {
            lock = connection.prepareStatement("""
                    select i.quota, i.status, i.grant_ids, o.plan_seats
                    from directory.invitation i join directory.organization o on o.id = i.organization_id
                    where i.id = ? for update of i
                    """);
            earlier = connection.prepareStatement("""
                    select id from onboarding.acceptance
                    where invitation_id = ? and address = ? and slot = 0
                    """);
            member = connection.prepareStatement(
                    "select id from onboarding.member where organization_id = ? and id = ? and state = 'active'");
            count = connection.prepareStatement("""
                    insert into onboarding.invitation_seats as s (invitation_id, requests, accepted) values (?, 1, 1)
                    on conflict (invitation_id) do update
                    set requests = s.requests + 1, accepted = s.accepted + 1
                    returning requests
                    """);
            accept = connection.prepareStatement("""
                    insert into onboarding.acceptance (
                        id, organization_id, invitation_id, ordinal, slot, address, first_name, last_name, requested_at,
                        decided_at, outcome, grant_set_id, joined, log_offset)
                    values (?, ?, ?, ?, 0, ?, ?, ?, now(), now(), 'accepted', ?, true, ?)
                    """);
            join = connection.prepareStatement("""
                    insert into onboarding.member (
                        organization_id, id, address, first_name, last_name, grant_ids, joined_at)
                    values (?, ?, ?, ?, ?, ?, now())
                    """);
            takeSeat = connection.prepareStatement("""
                    insert into onboarding.organization_seats as s (organization_id, taken) values (?, 1)
                    on conflict (organization_id) do update set taken = s.taken + 1
                    """);
            announce = connection.prepareStatement("insert into onboarding.outbox (records) values (?)");
        }

        void accept(Challenge challenge, String address) throws SQLException {
            UUID invitation = challenge.invitation().value();
            UUID organization = challenge.organization().value();
            lock.setObject(1, invitation);
            try (ResultSet terms = lock.executeQuery()) {
                expect(terms.next() && terms.getString(2).equals("enabled"));
                expectNone(earlier, invitation, address);
                UUID newMember = MemberId.of(challenge.organization(), address).value();
                expectNone(member, organization, newMember);
                accept(invitation, organization, address, next(invitation));
                join(organization, address, newMember, terms.getArray(3));
            }
            takeSeat.setObject(1, organization);
            takeSeat.executeUpdate();
            announce.setBytes(1, NO_EVENTS);
            announce.executeUpdate();
        }

        private static void expectNone(PreparedStatement query, UUID of, Object person) throws SQLException {
            query.setObject(1, of);
            query.setObject(2, person);
            try (ResultSet found = query.executeQuery()) {
                expect(!found.next());
            }
        }

        private static void expect(boolean holds) {
            if (!holds) {
                throw new IllegalStateException("somebody else is in these tables");
            }
        }

        private long next(UUID invitation) throws SQLException {
            count.setObject(1, invitation);
            try (ResultSet counted = count.executeQuery()) {
                expect(counted.next());
                return counted.getLong(1);
            }
        }

        private void accept(UUID invitation, UUID organization, String address, long ordinal) throws SQLException {
            accept.setObject(1, GUID.v7().toUUID());
            accept.setObject(2, organization);
            accept.setObject(3, invitation);
            accept.setLong(4, ordinal);
            accept.setString(5, address);
            accept.setString(6, "Ada");
            accept.setString(7, "Lovelace");
            accept.setObject(8, grantSet);
            accept.setLong(9, ordinal);
            accept.executeUpdate();
        }

        private void join(UUID organization, String address, UUID newMember, Array grants) throws SQLException {
            join.setObject(1, organization);
            join.setObject(2, newMember);
            join.setString(3, address);
            join.setString(4, "Ada");
            join.setString(5, "Lovelace");
            join.setArray(6, grants);
            join.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement statement :
                    List.of(lock, earlier, member, count, accept, join, takeSeat, announce)) {
                statement.close();
            }
        }
    }
}
