package io.usher.api.deadletters;

import io.r2dbc.spi.Readable;
import io.usher.api.deadletters.DeadLetterSummary.State;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The events in the outboxes of all programs that Kafka refused for good. Only read here. */
final class RefusedEvents {

    static final String REASON = "refused-by-broker: ";

    private static final TypeReference<TreeMap<String, @Nullable String>> HEADERS = new TypeReference<>() {};

    /** The schemas that have an outbox, and the program that fills it. */
    private static final Map<String, Source> OUTBOXES = Map.of(
            "directory", Source.API,
            "onboarding", Source.ACCEPTANCE_WORKER,
            "notification", Source.NOTIFIER_WORKER);

    /** One that is set aside has no other place than its row: the id is derived from that and the time, in any time zone. */
    private static final String ALL = OUTBOXES.entrySet().stream()
            .map(outbox -> """
                    select md5('%1$s.outbox-' || outbox_id || '-' || place || ' ' || extract(epoch from refused_at))::uuid as id,
                           '%2$s' as consumer, outbox_id, place, topic, key, headers, value, created_at, reason, refused_at
                    from %1$s.outbox_refused""".formatted(outbox.getKey(), outbox.getValue().uri()))
            .collect(Collectors.joining(" union all "));

    private final DatabaseClient database;
    private final JsonMapper json;

    RefusedEvents(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Those that are not among the dead letters, the oldest first. */
    Flux<StoredDeadLetter> uncollected(Instant since, int most) {
        return database.sql("""
                        select id, consumer, outbox_id, place, topic, translate(encode(key, 'base64'), E'\\n', '') as key,
                               headers::text as headers, translate(encode(value, 'base64'), E'\\n', '') as value,
                               created_at, reason, refused_at
                        from (%s) as refused
                        where refused_at > :since
                          and not exists (select 1 from directory.dead_letter letter where letter.id = refused.id)
                        order by refused_at, outbox_id, place limit :most""".formatted(ALL))
                .bind("since", since)
                .bind("most", most)
                .map(this::letter)
                .all();
    }

    private StoredDeadLetter letter(Readable row) {
        Columns columns = new Columns(row);
        return new StoredDeadLetter(
                new DeadLetterSummary(
                        columns.uuid("id"),
                        0,
                        columns.text("topic"),
                        columns.integer("place"),
                        columns.bigint("outbox_id"),
                        columns.text("consumer"),
                        REASON + columns.text("reason"),
                        List.of(),
                        null,
                        columns.instant("created_at"),
                        columns.instant("refused_at"),
                        State.WAITING,
                        null),
                new OriginalRecord(
                        bytes(columns.optionalText("key")),
                        headers(columns.text("headers")),
                        bytes(columns.optionalText("value"))));
    }

    private List<KeptHeader> headers(String object) {
        return json.readValue(object, HEADERS).entrySet().stream()
                .map(header -> new KeptHeader(
                        header.getKey(),
                        header.getValue() == null
                                ? null
                                : Bytes.ofText(header.getValue()).base64()))
                .toList();
    }

    private static @Nullable Bytes bytes(@Nullable String base64) {
        return base64 == null ? null : new Bytes(base64);
    }
}
