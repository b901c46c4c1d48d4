package io.usher.api.deadletters;

import static io.usher.runtime.ColumnArrays.booleans;
import static io.usher.runtime.ColumnArrays.instants;
import static io.usher.runtime.ColumnArrays.integers;
import static io.usher.runtime.ColumnArrays.longs;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.deadletters.DeadLetterSummary.State;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The dead letters of all topics. */
final class DeadLetters {

    private static final String ABOUT = "id, number, topic, partition, record_offset, consumer, reason, truncated,"
            + " replay_of, recorded_at, set_aside_at, state, changed_at";
    private static final String WHOLE = ABOUT + ", headers, translate(encode(key, 'base64'), E'\\n', '') as key,"
            + " translate(encode(payload, 'base64'), E'\\n', '') as payload";

    private static final String MATCHES = """
            (:topic::text is null or topic = :topic)
            and (:reason::text is null or strpos(lower(reason), lower(:reason)) > 0)
            and (:q::text is null or strpos(lower(concat_ws(' ', reason, encode(key, 'escape'),
                case when payload_is_text then convert_from(payload, 'UTF8') end)), lower(:q)) > 0)""";

    /** That there was one stays; parameter: now. */
    static final String FORGET = """
            update directory.dead_letter
            set state = 'deleted', changed_at = :now, key = null, headers = '[]', payload = null, payload_is_text = false
            """;

    private final DatabaseClient database;
    private final JsonMapper json;

    DeadLetters(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Adds those that are not there yet, in this order. No two have the same id. */
    Mono<Long> add(Collection<StoredDeadLetter> letters) {
        return letters.isEmpty()
                ? Mono.just(0L)
                : database.sql("""
                        insert into directory.dead_letter
                            (id, topic, partition, record_offset, consumer, reason, truncated, replay_of, key, headers,
                             payload, payload_is_text, recorded_at, set_aside_at, state)
                        select id, topic, partition, record_offset, consumer, reason, truncated, replay_of,
                               decode(key, 'base64'), headers, decode(payload, 'base64'), payload_is_text,
                               recorded_at, set_aside_at, 'waiting'
                        from unnest(:ids, :topics, :partitions, :offsets, :consumers, :reasons, :truncated, :replayOf,
                                    :keys, :headers, :payloads, :texts, :recordedAt, :setAsideAt)
                            as letter (id, topic, partition, record_offset, consumer, reason, truncated, replay_of, key,
                                       headers, payload, payload_is_text, recorded_at, set_aside_at)
                        on conflict (id) do nothing""")
                        .bind("ids", uuids(letters, letter -> letter.about().id()))
                        .bind("topics", texts(letters, letter -> letter.about().topic()))
                        .bind(
                                "partitions",
                                integers(letters, letter -> letter.about().partition()))
                        .bind("offsets", longs(letters, letter -> letter.about().offset()))
                        .bind(
                                "consumers",
                                texts(letters, letter -> letter.about().consumer()))
                        .bind("reasons", texts(letters, letter -> letter.about().reason()))
                        .bind("truncated", texts(letters, letter -> truncated(letter.about())))
                        .bind(
                                "replayOf",
                                uuids(letters, letter -> letter.about().replayOf()))
                        .bind(
                                "keys",
                                texts(letters, letter -> base64(letter.record().key())))
                        .bind("headers", texts(letters, this::headers))
                        .bind(
                                "payloads",
                                texts(letters, letter -> base64(letter.record().payload())))
                        .bind(
                                "texts",
                                booleans(
                                        letters,
                                        letter -> isText(letter.record().payload())))
                        .bind(
                                "recordedAt",
                                instants(letters, letter -> letter.about().recordedAt()))
                        .bind(
                                "setAsideAt",
                                instants(letters, letter -> letter.about().setAsideAt()))
                        .fetch()
                        .rowsUpdated();
    }

    private static @Nullable String truncated(DeadLetterSummary about) {
        return about.truncated().isEmpty() ? null : String.join(",", about.truncated());
    }

    private static @Nullable String base64(@Nullable Bytes bytes) {
        return bytes == null ? null : bytes.base64();
    }

    private static boolean isText(@Nullable Bytes bytes) {
        return bytes != null && bytes.text() != null;
    }

    private String headers(StoredDeadLetter letter) {
        return json.writeValueAsString(letter.record().headers());
    }

    /** Without their records, the newest first. */
    Flux<DeadLetterSummary> list(DeadLetterFilter filter, PageRequest page) {
        return matching("""
                        select %s from directory.dead_letter
                        where %s
                          and (:state::text is null or state = :state)
                          and (:before::bigint is null or number < :before)
                        order by number desc limit :limit""".formatted(ABOUT, MATCHES), filter)
                .bind(
                        "state",
                        orNull(filter.state() == null ? null : filter.state().wireName(), String.class))
                .bind("before", orNull(page.after(Order.BY_NUMBER), Long.class))
                .bind("limit", page.fetch())
                .map(row -> about(new Columns(row)))
                .all();
    }

    private GenericExecuteSpec matching(String statement, DeadLetterFilter filter) {
        return database.sql(statement)
                .bind("topic", orNull(filter.topic(), String.class))
                .bind("reason", orNull(filter.reason(), String.class))
                .bind("q", orNull(filter.q(), String.class));
    }

    Mono<StoredDeadLetter> find(UUID id) {
        return find(id, "");
    }

    /** Nobody else changes, replays or deletes it until the transaction has ended. */
    Mono<StoredDeadLetter> lock(UUID id) {
        return find(id, " for update");
    }

    private Mono<StoredDeadLetter> find(UUID id, String locking) {
        return database.sql("select " + WHOLE + " from directory.dead_letter where id = :id" + locking)
                .bind("id", id)
                .map(this::letter)
                .one();
    }

    /** Of one that is locked. Emits it as it is afterwards. */
    Mono<StoredDeadLetter> change(UUID id, @Nullable Bytes payload, Instant now) {
        return database.sql("""
                        update directory.dead_letter
                        set payload = decode(:payload, 'base64'), payload_is_text = :text, changed_at = :now,
                            truncated = nullif(array_to_string(
                                array_remove(string_to_array(truncated, ','), 'value'), ','), '')
                        where id = :id
                        returning\s""" + WHOLE)
                .bind("payload", orNull(base64(payload), String.class))
                .bind("text", isText(payload))
                .bind("now", now)
                .bind("id", id)
                .map(this::letter)
                .one();
    }

    /** Claims a letter that waits for its replay: of several callers one gets it. Empty if it does not wait. */
    Mono<StoredDeadLetter> claim(UUID id, Instant now) {
        return database.sql("""
                        update directory.dead_letter set state = 'replayed', changed_at = :now
                        where id = :id and state = 'waiting'
                        returning\s""" + WHOLE)
                .bind("now", now)
                .bind("id", id)
                .map(this::letter)
                .one();
    }

    /** The number of the newest one; 0 if there is none. */
    Mono<Long> newest() {
        return database.sql("select coalesce(max(number), 0) as newest from directory.dead_letter")
                .map(row -> new Columns(row).bigint("newest"))
                .one();
    }

    /**
     * Locks the next letters that wait, in the order of their arrival. Passes over those that somebody else has locked.
     *
     * @param after only those with a higher number
     * @param until only those with at most this number
     * @param bytes about how large their payloads may be together; the first may be larger
     */
    Flux<StoredDeadLetter> lockNext(DeadLetterFilter filter, long after, long until, int most, int bytes) {
        return matching("""
                        select %s from directory.dead_letter where state = 'waiting' and number in (
                            select number from (
                                select number, sum(size) over (order by number) - size as before
                                from (select number, coalesce(octet_length(payload), 0)::bigint as size
                                      from directory.dead_letter
                                      where state = 'waiting' and number > :after and number <= :until and %s
                                      order by number limit :most) as next) as measured
                            where before < :bytes)
                        order by number for update skip locked""".formatted(WHOLE, MATCHES), filter)
                .bind("after", after)
                .bind("until", until)
                .bind("most", most)
                .bind("bytes", bytes)
                .map(this::letter)
                .all();
    }

    /** Of letters that are locked. */
    Mono<Void> markReplayed(List<StoredDeadLetter> letters, Instant now) {
        return database.sql(
                        "update directory.dead_letter set state = 'replayed', changed_at = :now where id = any(:ids)")
                .bind("now", now)
                .bind("ids", uuids(letters, letter -> letter.about().id()))
                .then();
    }

    /** Forgets the record, and keeps that there was one. */
    Mono<Void> delete(UUID id, Instant now) {
        return database.sql(FORGET + "where id = :id")
                .bind("now", now)
                .bind("id", id)
                .then();
    }

    /** Returns how many, at most {@code most}, were set aside before and are forgotten now. */
    Mono<Long> forgetBefore(Instant before, int most) {
        return database.sql("""
                        delete from directory.dead_letter where id in (
                            select id from directory.dead_letter where set_aside_at < :before
                            order by set_aside_at limit :most for update skip locked)""")
                .bind("before", before)
                .bind("most", most)
                .fetch()
                .rowsUpdated();
    }

    private StoredDeadLetter letter(Readable row) {
        Columns columns = new Columns(row);
        return new StoredDeadLetter(
                about(columns),
                new OriginalRecord(
                        bytes(columns.optionalText("key")),
                        List.of(json.readValue(columns.text("headers"), KeptHeader[].class)),
                        bytes(columns.optionalText("payload"))));
    }

    private static @Nullable Bytes bytes(@Nullable String base64) {
        return base64 == null ? null : new Bytes(base64);
    }

    private static DeadLetterSummary about(Columns row) {
        String truncated = row.optionalText("truncated");
        return new DeadLetterSummary(
                row.uuid("id"),
                row.bigint("number"),
                row.text("topic"),
                row.integer("partition"),
                row.bigint("record_offset"),
                row.text("consumer"),
                row.text("reason"),
                truncated == null ? List.of() : List.of(truncated.split(",", -1)),
                row.optionalUuid("replay_of"),
                row.instant("recorded_at"),
                row.instant("set_aside_at"),
                State.named(row.text("state")).orElseThrow(),
                row.optionalInstant("changed_at"));
    }
}
