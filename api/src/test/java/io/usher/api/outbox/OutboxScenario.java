package io.usher.api.outbox;

import io.usher.api.RunningApi;
import io.usher.contract.event.InvitationEvent;
import io.usher.contract.kafka.Received.Readable;
import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.r2dbc.core.DatabaseClient;

/** What tests of the outbox ask the database and the topics. */
abstract class OutboxScenario {

    static final String BROKER = "broker";
    static final Duration SOON = Duration.ofMinutes(2);

    final RunningApi api = RunningApi.shared();

    static Connection asOwner(Database database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Repeats are allowed after a failure; they have the ids of what they repeat. */
    static List<String> firstOfEach(Published published, String key) {
        return published.under(key).stream()
                .collect(Collectors.toMap(
                        Readable::id, Function.identity(), (first, repeat) -> first, LinkedHashMap::new))
                .values()
                .stream()
                .map(readable ->
                        ((InvitationEvent) readable.event()).invitation().name())
                .toList();
    }

    static Duration age(RunningApi api) {
        Health health = api.context()
                .getBean("outboxHealthIndicator", ReactiveHealthIndicator.class)
                .health()
                .block();
        return health == null
                ? Duration.ZERO
                : Duration.parse(String.valueOf(health.getDetails().get("oldest")));
    }

    static long outbox(RunningApi api) {
        return count(api, "select count(*) as n from directory.outbox");
    }

    static long locks(RunningApi api) {
        return count(api, """
                select count(*) as n from pg_locks
                where locktype = 'advisory' and granted
                  and database = (select oid from pg_database where datname = current_database())""");
    }

    static long count(RunningApi api, String sql) {
        Long count = api.context()
                .getBean(DatabaseClient.class)
                .sql(sql)
                .mapValue(Long.class)
                .one()
                .block();
        return count == null ? -1 : count;
    }
}
