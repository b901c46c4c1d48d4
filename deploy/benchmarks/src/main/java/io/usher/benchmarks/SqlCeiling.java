package io.usher.benchmarks;

import com.github.f4b6a3.uuid.alt.GUID;
import io.usher.acceptance.AcceptanceWorkerApplication;
import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.Ledger.Decided;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.Request;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.MemberId;
import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The worker's own statements, fed from memory: its ledger and its rules with its settings, in this process, without
 * reading and publishing.
 */
final class SqlCeiling implements AutoCloseable {

    /** Of a position that is nobody else's. */
    private static final String TOPIC = "benchmark";

    private static final int PARTITION = 0;

    /** Of the sessions here. */
    private static final String APPLICATION = "sqlCeiling";

    /** The events are stored as any others, but in a table of their own: the worker that runs must not publish them. */
    private static final String KEEP_EVENTS = """
            create schema if not exists benchmark;
            create table if not exists benchmark.outbox (like onboarding.outbox including all);
            create or replace function benchmark.keep_events() returns trigger language plpgsql security definer as
            $$
            begin
                insert into benchmark.outbox (records) values (new.records);
                return null;
            end
            $$;
            create or replace trigger keep_events before insert on onboarding.outbox for each row
                when (current_setting('application_name') = '%s') execute function benchmark.keep_events();
            """.formatted(APPLICATION);

    private final Challenge challenge;
    private final Database database;
    private final ConfigurableApplicationContext worker;
    private final Ledger ledger;
    private final int batch;
    private LogPosition position;

    SqlCeiling(Database database, String bootstrapServers, Challenge challenge) {
        this.challenge = challenge;
        this.database = database;
        execute(database, KEEP_EVENTS);
        this.worker = AcceptanceWorkerApplication.application()
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.main.banner-mode=off",
                        "--spring.kafka.listener.auto-startup=false",
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                        "--spring.r2dbc.url=" + database.r2dbcUrl(),
                        "--spring.r2dbc.properties.applicationName=" + APPLICATION,
                        "--spring.r2dbc.password=" + database.letIn(Program.WORKER.role()));
        this.ledger = worker.getBean(Ledger.class);
        this.batch =
                worker.getEnvironment().getRequiredProperty("spring.kafka.consumer.max-poll-records", Integer.class);
        position = ledger.position(TOPIC, PARTITION, UUID.randomUUID())
                .blockOptional()
                .orElseThrow();
    }

    private static void execute(Database database, String sql) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("sqlCeiling", e);
        }
    }

    /** Acceptances per second. */
    double measure(int count) {
        List<List<Request>> batches = new ArrayList<>();
        for (int made = 0; made < count; made += batch) {
            batches.add(requests(position.next() + made, Math.min(batch, count - made)));
        }
        long begun = System.nanoTime();
        for (List<Request> requests : batches) {
            position = decide(requests);
        }
        return count * 1e9 / (System.nanoTime() - begun);
    }

    private List<Request> requests(long firstOffset, int count) {
        return LongStream.range(firstOffset, firstOffset + count)
                .mapToObj(this::request)
                .toList();
    }

    private Request request(long offset) {
        EmailAddress email = EmailAddress.parse(SeatRequests.address("ceiling", (int) offset))
                .orElseThrow();
        return new Request(
                new AcceptanceId(GUID.v7().toUUID()),
                challenge.invitation(),
                challenge.organization(),
                email,
                "Ada",
                "Lovelace",
                MemberId.of(challenge.organization(), email.normal()),
                Instant.now(),
                offset);
    }

    private LogPosition decide(List<Request> requests) {
        Batch whole = new Batch(position, null, position.next() + requests.size(), requests);
        return ledger.decide(whole)
                .map(Decided::position)
                .filter(moved -> moved.next() == whole.next())
                .blockOptional()
                .orElseThrow();
    }

    @Override
    public void close() {
        worker.close();
        execute(database, "drop trigger keep_events on onboarding.outbox; drop schema benchmark cascade");
    }
}
