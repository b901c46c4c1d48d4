package io.usher.api.http.openapi;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values for schemas, by chance: mostly as the schema says, now and then anything else. */
final class HostileValues {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 4;
    private static final int MORE_THAN_ANY_LIST = 1_001;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "learner",
            "admin",
            "ada@example.com",
            "grace@example.com",
            "*@example.com",
            "@gmail.com",
            "a@b@c",
            "@",
            "\u0000",
            "a\u0000b",
            "\uD800",
            "\uDC00x",
            "\r\nX-Injected: 1",
            "' or 1=1 --",
            "%",
            "_\\",
            "${jndi:ldap://x}",
            "<script>alert(1)</script>",
            "=cmd|' /C calc'!A0",
            "\u202Egnp.exe",
            "\uFEFF",
            "İ",
            "ß",
            "😀".repeat(300),
            "a".repeat(6_000),
            "a".repeat(70) + "@" + "b".repeat(300) + ".com",
            "en-US",
            "x-",
            "members:read",
            "organization:manage",
            "null",
            "NaN",
            "-0");

    private static final List<String> TIMES = List.of(
            "2035-01-01T00:00:00Z",
            "2035-01-01T00:00:00+14:00",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "2035-02-30T00:00:00Z",
            "2035-01-01T24:00:00Z",
            "2035-01-01",
            "0000-00-00",
            "1e9");

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "2",
            "200",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9223372036854775807",
            "92233720368547758080",
            "1.0",
            "0.1",
            "1e3",
            "1e400",
            "-0");

    private final ServedDocument document;
    private final Random random;
    private final List<String> ids;

    /** @param ids of things that there are */
    HostileValues(ServedDocument document, Random random, List<String> ids) {
        this.document = document;
        this.random = random;
        this.ids = ids;
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    JsonNode of(JsonNode schema) {
        return of(schema, 0);
    }

    private JsonNode of(JsonNode reference, int depth) {
        JsonNode schema = document.resolved(reference);
        if (oneIn(12)) {
            return anything(depth);
        }
        if (schema.has("anyOf")) {
            return of(
                    schema.path("anyOf").get(random.nextInt(schema.path("anyOf").size())), depth);
        }
        List<String> types = schema.path("type").isArray()
                ? schema.path("type").valueStream().map(JsonNode::asString).toList()
                : List.of(schema.path("type").asString("object"));
        return switch (oneOf(types)) {
            case "null" -> NODES.nullNode();
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "integer" -> number(schema);
            case "string" -> NODES.stringNode(text(schema));
            case "array" -> array(schema, depth);
            default -> object(schema, depth);
        };
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth < DEEPEST ? 8 : 6)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong());
            case 3 -> NODES.numberNode(random.nextDouble() * 1e300);
            case 4, 5 -> NODES.stringNode(oneOf(TEXTS));
            case 6 -> NODES.objectNode().set(oneOf(TEXTS), anything(depth + 1));
            default -> NODES.arrayNode().add(anything(depth + 1)).add(anything(depth + 1));
        };
    }

    /** Larger than any type has room for, too: as it is written. */
    private JsonNode number(JsonNode schema) {
        return oneIn(2)
                ? NODES.numberNode(schema.path("minimum").asInt(1) + random.nextInt(50))
                : NODES.numberNode(new BigDecimal(oneOf(NUMBERS)));
    }

    String text(JsonNode schema) {
        if (schema.has("enum") && !oneIn(6)) {
            JsonNode values = schema.path("enum");
            return values.get(random.nextInt(values.size())).asString();
        }
        if (schema.path("format").asString("").equals("date-time") && !oneIn(6)) {
            return oneOf(TIMES);
        }
        return switch (random.nextInt(10)) {
            case 0 -> oneOf(ids);
            case 1 -> new UUID(random.nextLong(), random.nextLong()).toString();
            case 2, 3, 4 -> "Name " + random.nextInt(1_000_000);
            case 5 -> "p" + random.nextInt(1_000) + "@example.com";
            case 6 -> schema.path("example").asString("x");
            case 7 -> oneOf(NUMBERS);
            default -> oneOf(TEXTS);
        };
    }

    private ArrayNode array(JsonNode schema, int depth) {
        int size = oneIn(100) ? MORE_THAN_ANY_LIST : random.nextInt(4);
        ArrayNode array = NODES.arrayNode();
        IntStream.range(0, size).forEach(i -> array.add(of(schema.path("items"), depth + 1)));
        return array;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        List<String> required =
                schema.path("required").valueStream().map(JsonNode::asString).toList();
        ObjectNode object = NODES.objectNode();
        schema.path("properties").forEachEntry((name, property) -> {
            if (required.contains(name) ? !oneIn(15) : oneIn(3)) {
                object.set(name, of(property, depth + 1));
            }
        });
        if (oneIn(25)) {
            object.set(oneOf(TEXTS), anything(depth + 1));
        }
        return object;
    }
}
