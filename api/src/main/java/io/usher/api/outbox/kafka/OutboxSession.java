package io.usher.api.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Readable;
import io.usher.api.database.Columns;
import io.usher.contract.kafka.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The outbox over one connection, which holds the relay's lock: it cannot be read here by two at a time, and a lost
 * connection gives the lock away.
 */
final class OutboxSession {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSession.class);

    private static final int BATCH = 500;
    private static final int BATCH_BYTES = 4 << 20;
    private static final Duration NEXT_TURN = Duration.ofSeconds(1);
    private static final int SILENT_POLLS = 10;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(6);
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final PostgresqlConnection connection;
    private final JsonMapper json;
    private final Duration poll;

    /** @param poll how often to look although nothing was notified */
    OutboxSession(PostgresqlConnection connection, JsonMapper json, Duration poll) {
        this.connection = connection;
        this.json = json;
        this.poll = poll;
    }

    /**
     * Completes when this session is the one that relays.
     *
     * @param fence how long the one before may still be publishing although it lost its connection
     */
    Mono<Void> turn(Duration fence) {
        // A session that is silent for much longer than it polls lost its program, and with it the network.
        return execute("set idle_session_timeout = " + SILENT_POLLS * Math.max(poll.toMillis(), NEXT_TURN.toMillis()))
                .then(Mono.defer(this::lock)
                        .repeatWhenEmpty(tries -> tries.delayElements(NEXT_TURN))
                        .elapsed()
                        .delayUntil(locked -> locked.getT1() < NEXT_TURN.toMillis() ? Mono.empty() : waitOut(fence)))
                .doOnNext(locked -> LOG.info("outbox relay: this instance publishes"))
                .then(Mono.defer(() -> execute("listen usher_outbox")));
    }

    /** The session does not fall silent meanwhile: PostgreSQL would end it. */
    private Mono<Void> waitOut(Duration fence) {
        return Flux.interval(NEXT_TURN)
                .take(fence.toSeconds())
                .onBackpressureDrop()
                .concatMap(second -> execute("select 1"), 0)
                .then();
    }

    private Mono<Boolean> lock() {
        return Mono.from(connection
                        .createStatement("select pg_try_advisory_lock(hashtextextended('usher_outbox', 0)) as locked")
                        .execute())
                .flatMap(result -> Mono.from(result.map(row -> new Columns(row).bool("locked"))))
                .filter(locked -> locked)
                .timeout(ANSWER_WITHIN);
    }

    /** Something may be there: at once, after every commit that filled the outbox, and every poll for safety. */
    Flux<Object> wakeUps() {
        return Flux.<Object>merge(connection.getNotifications(), Flux.interval(Duration.ZERO, poll))
                .onBackpressureLatest();
    }

    /** The next events in order: as many as a batch holds, at least one if there is one. */
    Mono<List<OutboxEntry>> oldest() {
        return connection
                .createStatement("""
                        select id, topic, key, headers::text as headers, value
                        from (select *, sum(length(value)) over (order by id) - length(value) as bytes_before
                              from (select * from directory.outbox order by id limit $1) as oldest) as measured
                        where bytes_before < $2
                        order by id""")
                .bind("$1", BATCH)
                .bind("$2", BATCH_BYTES)
                .execute()
                .concatMap(result -> result.map(this::entry))
                .collectList()
                .timeout(ANSWER_WITHIN);
    }

    private OutboxEntry entry(Readable row) {
        Columns columns = new Columns(row);
        return OutboxEntry.of(
                columns.bigint("id"),
                columns.text("topic"),
                columns.bytes("key"),
                json.readValue(columns.text("headers"), HEADERS),
                columns.bytes("value"));
    }

    Mono<Void> delete(List<OutboxEntry> published) {
        return Mono.defer(() -> connection
                .createStatement("delete from directory.outbox where id = any($1)")
                .bind("$1", published.stream().map(OutboxEntry::id).toArray(Long[]::new))
                .execute()
                .concatMap(PostgresqlResult::getRowsUpdated)
                .then()
                .timeout(ANSWER_WITHIN));
    }

    /** Moves the event out of the way of the others, and keeps an event that tells of it instead. */
    Mono<Void> setAside(OutboxEntry refused, String reason, Instant now) {
        ProducerRecord<byte[], byte[]> report = EventCodec.encode(refused.refusal(reason, now));
        Map<String, String> headers = new LinkedHashMap<>();
        report.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return Mono.defer(() -> connection
                .createStatement("""
                        with refused as (
                            delete from directory.outbox where id = $1 returning *),
                        kept as (
                            insert into directory.outbox_refused
                                (id, topic, key, headers, value, created_at, reason, refused_at)
                            select id, topic, key, headers, value, created_at, $2, $3 from refused)
                        insert into directory.outbox (topic, key, headers, value)
                        select $4, $5, $6::jsonb, $7 from refused""")
                .bind("$1", refused.id())
                .bind("$2", reason)
                .bind("$3", now)
                .bind("$4", report.topic())
                .bind("$5", report.key())
                .bind("$6", json.writeValueAsString(headers))
                .bind("$7", report.value())
                .execute()
                .concatMap(PostgresqlResult::getRowsUpdated)
                .then()
                .timeout(ANSWER_WITHIN));
    }

    private Mono<Void> execute(String sql) {
        return connection
                .createStatement(sql)
                .execute()
                .concatMap(PostgresqlResult::getRowsUpdated)
                .then()
                .timeout(ANSWER_WITHIN);
    }
}
