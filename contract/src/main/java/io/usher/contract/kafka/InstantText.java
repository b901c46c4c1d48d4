package io.usher.contract.kafka;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ser.std.StdSerializer;

/** Reads instants as RFC 3339 has them; Jackson alone would take numbers of seconds and years beyond 9999 as well. */
final class InstantText extends StdDeserializer<Instant> {

    private static final int LAST_YEAR = 9999;
    private static final Pattern FOUR_DIGIT_YEAR = Pattern.compile("\\d{4}-.{1,40}");

    InstantText() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
        String text = parser.getString();
        return FOUR_DIGIT_YEAR.matcher(text).matches() ? parse(text, context) : refuse(text, context);
    }

    /** Of a year of four digits in UTC, too: what databases and other readers take. */
    private static Instant parse(String text, DeserializationContext context) {
        try {
            Instant instant = Instant.parse(text);
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            return year >= 1 && year <= LAST_YEAR ? instant : refuse(text, context);
        } catch (DateTimeException notAnInstant) {
            return refuse(text, context);
        }
    }

    private static Instant refuse(String text, DeserializationContext context) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "expected RFC 3339");
    }

    /** The other direction. */
    static final class Writer extends StdSerializer<Instant> {

        Writer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializationContext context) {
            json.writeString(UtcText.of(instant));
        }
    }
}
