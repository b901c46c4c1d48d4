package io.usher.api.outbox.r2dbc;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@Component
final class R2dbcOutbox implements Outbox {

    private final DatabaseClient database;
    private final JsonMapper json;

    R2dbcOutbox(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    @Override
    public Mono<Void> append(List<EventMessage> events) {
        if (events.isEmpty()) {
            return Mono.empty();
        }
        List<ProducerRecord<byte[], byte[]>> records =
                events.stream().map(EventCodec::encode).toList();
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
}
