package io.usher.api.outbox.r2dbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.outbox.EventTooLargeException;
import io.usher.api.outbox.Outbox;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@Component
final class R2dbcOutbox implements Outbox {

    private static final int OVERHEAD = 128;
    private static final int HEADER_OVERHEAD = 10;

    private final DatabaseClient database;
    private final JsonMapper json;
    private final Limits limits;

    R2dbcOutbox(DatabaseClient database, JsonMapper json, Limits limits) {
        this.database = database;
        this.json = json;
        this.limits = limits;
    }

    @Override
    public Mono<Void> append(List<EventMessage> events) {
        if (events.isEmpty()) {
            return Mono.empty();
        }
        List<ProducerRecord<byte[], byte[]>> records =
                events.stream().map(EventCodec::encode).toList();
        for (ProducerRecord<byte[], byte[]> event : records) {
            int size = size(event);
            if (size > limits.largestEvent()) {
                return Mono.error(new EventTooLargeException(size, limits.largestEvent()));
            }
        }
        return database.sql("""
                        insert into directory.outbox (topic, key, headers, value)
                        select topic, decode(key, 'base64'), headers::jsonb, decode(value, 'base64')
                        from unnest(:topics::text[], :keys::text[], :headers::text[], :values::text[])
                            with ordinality as event (topic, key, headers, value, place)
                        order by place""")
                .bind("topics", each(records, ProducerRecord::topic))
                .bind("keys", each(records, event -> base64(event.key())))
                .bind("headers", each(records, this::headers))
                .bind("values", each(records, event -> base64(event.value())))
                .then();
    }

    /** As a record of one batch: what Kafka adds is less than is counted here. */
    private static int size(ProducerRecord<byte[], byte[]> event) {
        int size = OVERHEAD + event.key().length + event.value().length;
        for (Header header : event.headers()) {
            size += HEADER_OVERHEAD + header.key().length() + header.value().length;
        }
        return size;
    }

    private static String[] each(
            List<ProducerRecord<byte[], byte[]>> records, Function<ProducerRecord<byte[], byte[]>, String> column) {
        return records.stream().map(column).toArray(String[]::new);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private String headers(ProducerRecord<byte[], byte[]> event) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : event.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return json.writeValueAsString(headers);
    }

    /**
     * What Kafka takes.
     *
     * @param largestEvent {@code usher.outbox.largest-event}, in bytes; at most the producer's
     *     {@code max.request.size} and what the topics take
     */
    @ConfigurationProperties("usher.outbox")
    record Limits(int largestEvent) {}
}
