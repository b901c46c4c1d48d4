package io.usher.runtime.outbox;

import static io.usher.runtime.ColumnArrays.longs;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.Row;
import io.usher.runtime.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The outbox over one connection, which holds the relay's lock: it cannot be read here by two at a time, and a lost
 * connection gives the lock away.
 */
final class OutboxSession {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSession.class);

    private static final Duration NEXT_TURN = Duration.ofSeconds(1);
    private static final int SILENT_POLLS = 10;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(6);

    private final PostgresqlConnection connection;
    private final OutboxSchema schema;
    private final Duration poll;
    private final RecentBundles recent;

    /** Whether something may be on its way to the brokers. */
    private volatile boolean publishing;

    /**
     * @param poll how often to look although nothing was notified
     * @param recent what need not be read
     */
    OutboxSession(PostgresqlConnection connection, OutboxSchema schema, Duration poll, RecentBundles recent) {
        this.connection = connection;
        this.schema = schema;
        this.poll = poll;
        this.recent = recent;
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
                        .delayUntil(locked -> waitOutUnlessLeft(fence)))
                .doOnNext(locked -> recent.clear())
                .doOnNext(locked -> LOG.info("outbox relay: this instance publishes {}", schema.table()))
                .then(Mono.defer(() -> left(false)))
                // What is deleted and comes back in a crash of the database is published again: nobody waits for the
                // disk.
                .then(Mono.defer(() -> execute("set synchronous_commit = off")))
                .then(Mono.defer(() -> execute("listen " + schema.channel())));
    }

    /** Whoever left in good order is publishing nothing any more. */
    private Mono<Void> waitOutUnlessLeft(Duration fence) {
        return Mono.from(connection
                        .createStatement("select in_order from " + schema.leftTable())
                        .execute())
                .flatMap(result -> Mono.from(result.map(row -> new Columns(row).bool("in_order"))))
                .timeout(ANSWER_WITHIN)
                .flatMap(inOrder -> inOrder ? Mono.empty() : waitOut(fence));
    }

    /** Tells the next instance that this one publishes nothing any more, unless that is not certain. */
    Mono<Void> leave() {
        return publishing ? Mono.empty() : Mono.defer(() -> left(true));
    }

    private Mono<Void> left(boolean inOrder) {
        return execute("update %s set in_order = %s".formatted(schema.leftTable(), inOrder));
    }

    private Mono<Void> waitOut(Duration fence) {
        return awake().take(fence.toSeconds()).then();
    }

    private Mono<Boolean> lock() {
        return Mono.from(connection
                        .createStatement("select pg_try_advisory_lock(hashtextextended($1, 0)) as locked")
                        .bind("$1", schema.channel())
                        .execute())
                .flatMap(result -> Mono.from(result.map(row -> new Columns(row).bool("locked"))))
                .filter(locked -> locked)
                .timeout(ANSWER_WITHIN);
    }

    /** Does the work; meanwhile the session does not fall silent, however long it takes, and if it is lost the work ends. */
    <T> Mono<T> awakeDuring(Mono<T> work) {
        return Mono.firstWithSignal(work, awake().then(Mono.never()))
                .doOnSubscribe(begun -> publishing = true)
                .doOnSuccess(done -> publishing = false);
    }

    private Flux<Long> awake() {
        return Flux.interval(NEXT_TURN)
                .onBackpressureDrop()
                .concatMap(second -> execute("select 1").thenReturn(second), 0);
    }

    /** Something may be there: at once, after every commit that filled the outbox, and every poll for safety. */
    Flux<Object> wakeUps() {
        return Flux.<Object>merge(connection.getNotifications(), Flux.interval(Duration.ZERO, poll))
                .onBackpressureLatest();
    }

    /** The next bundles in order: as many as the limit allows, at least one if there is one. */
    Mono<List<OutboxBundle>> oldest(BatchLimit limit) {
        return Mono.defer(() -> oldest(limit, recent.records()));
    }

    private Mono<List<OutboxBundle>> oldest(BatchLimit limit, Map<Long, List<ProducerRecord<byte[], byte[]>>> known) {
        return statement("""
                        select id, case when id = any($3) then null else records end as records
                        from (select *, sum(length(records)) over (order by id) - length(records) as bytes_before
                              from (select id, records from %s order by id limit $1) as oldest) as measured
                        where bytes_before < $2
                        order by id""", schema.table())
                .bind("$1", limit.bundles())
                .bind("$2", limit.bytes())
                .bind("$3", known.keySet().toArray(Long[]::new))
                .execute()
                .concatMap(result -> result.map((row, metadata) -> bundle(row, known)))
                .collectList()
                .timeout(ANSWER_WITHIN);
    }

    private static OutboxBundle bundle(Row row, Map<Long, List<ProducerRecord<byte[], byte[]>>> known) {
        Columns columns = new Columns(row);
        long id = columns.bigint("id");
        List<ProducerRecord<byte[], byte[]>> records = known.get(id);
        return new OutboxBundle(id, records == null ? OutboxRecords.decode(columns.bytes("records")) : records);
    }

    Mono<Void> delete(List<OutboxBundle> published) {
        return Mono.defer(() -> updated(statement("delete from %s where id = any($1)", schema.table())
                        .bind("$1", longs(published, OutboxBundle::id))))
                .doOnSuccess(deleted -> published.forEach(bundle -> recent.remove(bundle.id())))
                .then();
    }

    /** Keeps the record for a look. Emits whether it was not kept before. */
    Mono<Boolean> setAside(RefusedRecord refused, Instant now) {
        ProducerRecord<byte[], byte[]> one = refused.record();
        return Mono.defer(() -> updated(statement("""
                                insert into %s
                                    (outbox_id, place, topic, key, headers, value, created_at, reason, refused_at)
                                select id, $2, $3, $4, jsonb_object($5::text[], $6::text[]),
                                    $7, created_at, $8, $9
                                from %s where id = $1
                                on conflict (outbox_id, place) do nothing""", schema.refusedTable(), schema.table())
                        .bind("$1", refused.bundle())
                        .bind("$2", refused.place())
                        .bind("$3", one.topic())
                        .bind("$4", Columns.orNull(one.key(), byte[].class))
                        .bind("$5", headers(one, Header::key))
                        .bind("$6", headers(one, header -> text(header.value())))
                        .bind("$7", Columns.orNull(one.value(), byte[].class))
                        .bind("$8", refused.reason())
                        .bind("$9", now)))
                .map(rows -> rows > 0);
    }

    private static @Nullable String[] headers(
            ProducerRecord<byte[], byte[]> one, Function<Header, @Nullable String> part) {
        return Arrays.stream(one.headers().toArray()).map(part).toArray(String[]::new);
    }

    /** PostgreSQL stores no NUL in a text. */
    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, UTF_8).replace('\0', ' ');
    }

    /** Puts other records in the place of a bundle, at most once. */
    Mono<Void> replace(OutboxBundle bundle, List<ProducerRecord<byte[], byte[]>> records) {
        return Mono.defer(() -> updated(statement("""
                                with replaced as (delete from %1$s where id = $1 returning id)
                                insert into %1$s (records) select $2 from replaced""", schema.table())
                        .bind("$1", bundle.id())
                        .bind("$2", OutboxRecords.encode(records))))
                .then();
    }

    private PostgresqlStatement statement(String sql, Object... names) {
        return connection.createStatement(sql.formatted(names));
    }

    private static Mono<Long> updated(PostgresqlStatement statement) {
        return statement
                .execute()
                .concatMap(PostgresqlResult::getRowsUpdated)
                .reduce(0L, Long::sum)
                .timeout(ANSWER_WITHIN);
    }

    private Mono<Void> execute(String sql) {
        return updated(connection.createStatement(sql)).then();
    }
}
