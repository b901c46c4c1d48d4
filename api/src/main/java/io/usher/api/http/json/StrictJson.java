package io.usher.api.http.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Reads strings and instants that can be kept as they are, and nothing that merely looks alike. */
@Configuration(proxyBeanMethods = false)
class StrictJson {

    private static final int LAST_YEAR = 9999;

    @Bean
    JsonMapperBuilderCustomizer strictValues() {
        return json -> json.addModule(new SimpleModule("usher-strict")
                .addDeserializer(String.class, new Text())
                .addDeserializer(Instant.class, new Rfc3339()));
    }

    /** Text that PostgreSQL and UTF-8 can hold: no NUL, no half of a surrogate pair. */
    private static final class Text extends ValueDeserializer<String> {

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(String.class, parser);
            }
            String text = parser.getString();
            return StorableText.test(text)
                    ? text
                    : (String) context.handleWeirdStringValue(String.class, "", "characters that text cannot have");
        }
    }

    /** Instants in the precision that PostgreSQL keeps. */
    private static final class Rfc3339 extends ValueDeserializer<Instant> {

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            try {
                OffsetDateTime time = OffsetDateTime.parse(parser.getString());
                if (time.getYear() >= 1 && time.getYear() < LAST_YEAR) {
                    return time.toInstant().truncatedTo(ChronoUnit.MICROS);
                }
            } catch (DateTimeException notAnInstant) {
                return (Instant) context.handleWeirdStringValue(Instant.class, "", "not RFC 3339");
            }
            return (Instant) context.handleWeirdStringValue(Instant.class, "", "out of range");
        }
    }
}
