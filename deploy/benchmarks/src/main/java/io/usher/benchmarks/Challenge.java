package io.usher.benchmarks;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.servers.Database;
import io.usher.servers.KafkaServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A public invitation without quota, with two roles and a team, and people who ask for it. */
final class Challenge {

    private final Database database;
    private final KafkaServer kafka;
    private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
    private final InvitationId invitation = new InvitationId(UUID.randomUUID());

    Challenge(Database database, KafkaServer kafka) throws SQLException {
        this.database = database;
        this.kafka = kafka;
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement("""
                        with o as (insert into directory.organization (id, slug, name, created_at, updated_at)
                                   values (?, 'challenge', 'Challenge', now(), now()) returning id),
                             r as (insert into directory.role
                                       (id, organization_id, name, permissions, built_in, created_at)
                                   select gen_random_uuid(), o.id, name, '{}', true, now()
                                   from o, unnest(array['learner', 'contestant']) as name returning id),
                             t as (insert into directory.team (id, organization_id, name, created_at)
                                   select gen_random_uuid(), o.id, 'Finalists', now() from o returning id)
                        insert into directory.invitation (id, code, organization_id, name, emails, addresses, domains,
                            mode, role_ids, team_ids, status, send_emails, created_by, created_at, updated_at, version)
                        select ?, 'challenge', o.id, 'Challenge', '{}', '{}', '{}', 'public', array(select id from r),
                            array(select id from t), 'enabled', true, 'benchmark', now(), now(), 1
                        from o
                        """)) {
            insert.setObject(1, organization.value());
            insert.setObject(2, invitation.value());
            if (insert.executeUpdate() != 1) {
                throw new IllegalStateException("the invitation was not made");
            }
        }
    }

    /** Appends one request for each person of a range to the log, and waits until the broker has them. */
    void ask(int from, int until) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                // One request under way: behind the first one that a young partition turns away no other gets in.
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "linger.ms",
                        20,
                        "batch.size",
                        256 * 1024,
                        "max.in.flight.requests.per.connection",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int person = from; person < until; person++) {
                AcceptanceRequested request = new AcceptanceRequested(
                        new AcceptanceId(UUID.randomUUID()),
                        invitation,
                        organization,
                        "person-%d@example.org".formatted(person),
                        "Ada",
                        "Lovelace");
                sent.add(producer.send(EventCodec.encode(
                        new EventMessage(request.acceptance().toString(), Source.API, Instant.now(), request))));
            }
            for (Future<RecordMetadata> one : sent) {
                RecordMetadata unused = one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the topic was not filled", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topic was not filled", e.getCause());
        }
    }

    /** How many requests are decided, with the decisions published. */
    long decided() throws SQLException {
        return number("select coalesce(sum(published_offset), 0) from onboarding.position");
    }

    long members() throws SQLException {
        return number("select count(*) from onboarding.member");
    }

    private long number(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
    }
}
