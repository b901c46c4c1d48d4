package io.usher.benchmarks;

import static java.util.UUID.randomUUID;

import com.github.f4b6a3.uuid.alt.GUID;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.Event;
import io.usher.contract.event.Grants;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A public invitation with two roles and a team, of an organization of its own without limit. */
final class Challenge {

    private static final Grants GRANTS =
            new Grants(List.of("learner", "contestant"), List.of("Finalists"), null, List.of(), List.of(), null);

    private final Database database;
    private final OrganizationId organization = new OrganizationId(randomUUID());
    private final InvitationId invitation = new InvitationId(randomUUID());
    private final String code;

    /** @param slug of the organization, and the code of the invitation */
    private Challenge(Database database, String slug) {
        this.database = database;
        this.code = slug;
    }

    static Challenge open(Database database, String slug) {
        Challenge challenge = new Challenge(database, slug);
        challenge.create(null);
        return challenge;
    }

    /** One whose only place is taken. */
    static Challenge full(Database database, String slug) {
        Challenge challenge = limited(database, slug, 1);
        challenge.takeSeat();
        return challenge;
    }

    /** One with that many places, all of them free. */
    static Challenge limited(Database database, String slug, int quota) {
        Challenge challenge = new Challenge(database, slug);
        challenge.create(quota);
        return challenge;
    }

    /** One place less is free, without anybody who has it. */
    void takeSeat() {
        change("""
                insert into onboarding.invitation_seats as s (invitation_id, requests, accepted) values (?, 1, 1)
                on conflict (invitation_id) do update set requests = s.requests + 1, accepted = s.accepted + 1
                """, invitation.value());
    }

    private void create(@Nullable Integer quota) {
        change("""
                with o as (insert into directory.organization (id, slug, name, created_at, updated_at)
                           values (?, ?, 'Challenge', now(), now()) returning id),
                     g as (insert into directory.grantable (id, organization_id, kind, name, permissions, created_at)
                           select gen_random_uuid(), o.id, kind, name, permissions::text[], now()
                           from o, (values ('role', 'learner', '{}'), ('role', 'contestant', '{}'),
                                           ('team', 'Finalists', null)) as granted (kind, name, permissions)
                           returning id)
                insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode,
                    quota, grant_ids, status, send_emails, created_by, created_at, updated_at, version)
                select ?, ?, o.id, 'Challenge', '{}', false, 'public', ?, array(select id from g), 'enabled', true,
                    'benchmark', now(), now(), 1
                from o
                """, organization.value(), code, invitation.value(), code, quota);
    }

    private void change(String sql, @Nullable Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("invitation %s: not written".formatted(invitation));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("invitation %s: not written".formatted(invitation), e);
        }
    }

    OrganizationId organization() {
        return organization;
    }

    InvitationId invitation() {
        return invitation;
    }

    /** Of the invitation's link. */
    String code() {
        return code;
    }

    /** The request of another person for each number. */
    Event request(String run, int person) {
        return new AcceptanceRequested(
                new AcceptanceId(GUID.v7().toUUID()),
                invitation,
                organization,
                SeatRequests.address(run, person),
                "Ada",
                "Lovelace");
    }

    /** A decision that nobody made, for who reads decisions. */
    Event decision(String run, int person) {
        return new AcceptanceAccepted(
                new AcceptanceId(GUID.v7().toUUID()),
                invitation,
                organization,
                SeatRequests.address(run, person),
                "Ada",
                "Lovelace",
                Instant.now(),
                Instant.now(),
                null,
                GRANTS,
                List.of());
    }

    /** How many requests were decided. */
    long decided() {
        return number("select coalesce(sum(requests), 0) from onboarding.invitation_seats where invitation_id = ?");
    }

    /** How many rows there are of it. */
    long acceptances() {
        return number("select count(*) from onboarding.acceptance where invitation_id = ?");
    }

    long sentMails() {
        return number("select count(*) from notification.message where invitation_id = ? and state = 'sent'");
    }

    private long number(String query) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, invitation.value());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("invitation " + invitation, e);
        }
    }

    /** Nobody can be decided on until the lock is closed. */
    Lock lock() {
        try {
            Connection connection = connect();
            connection.setAutoCommit(false);
            try (PreparedStatement statement =
                    connection.prepareStatement("select from directory.invitation where id = ? for update")) {
                statement.setObject(1, invitation.value());
                statement.execute();
            }
            return new Lock(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("invitation " + invitation, e);
        }
    }

    /** Closed when others may go on. */
    record Lock(Connection connection) implements AutoCloseable {

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("a lock is held", e);
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
    }
}
