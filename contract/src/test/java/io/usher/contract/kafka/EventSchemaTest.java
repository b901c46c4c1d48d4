package io.usher.contract.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usher.contract.event.EventType;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

final class EventSchemaTest {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** Names of properties that would hold what nobody else may know. */
    private static final Pattern SECRET =
            Pattern.compile("^code$|link(?!ExpiresAt)|token|password|secret|ur[il]", Pattern.CASE_INSENSITIVE);

    @Test
    void everyTypeHasASchemaAndNothingElseHas() throws IOException, URISyntaxException {
        URL folder = requireNonNull(EventSchemaTest.class.getResource("/schemas"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(EventType.values())
                            .map(type -> type.wireName() + ".json")
                            .toList());
        }
    }

    @EnumSource
    @ParameterizedTest
    void itsIdIsWhatEventsOfTheTypeReferTo(EventType type) {
        assertThat(EventSchema.of(type).path("$id").asString())
                .isEqualTo(GoldenEvent.of(type).header("ce_dataschema"));
    }

    @EnumSource
    @ParameterizedTest
    void itIsASchema(EventType type) {
        JsonNode schema = EventSchema.of(type);
        Schema metaSchema =
                SCHEMAS.getSchema(SchemaLocation.of(schema.path("$schema").asString()));

        assertThat(metaSchema.validate(schema)).isEmpty();
    }

    @EnumSource
    @ParameterizedTest
    void theGoldenExampleIsValid(EventType type) {
        assertThat(validate(type, GoldenEvent.of(type).value())).isEmpty();
    }

    @EnumSource
    @ParameterizedTest
    void whatLacksAFieldIsNot(EventType type) {
        for (JsonNode required : EventSchema.of(type).path("required")) {
            String without =
                    GoldenEvent.of(type).value().replace("\"" + required.asString() + "\":", "\"somethingElse\":");
            assertThat(validate(type, without)).as(required.asString()).isNotEmpty();
        }
    }

    @EnumSource
    @ParameterizedTest
    void itSaysOfEachComponentOfTheRecordWhatTheRecordSays(EventType type) {
        JsonNode schema = EventSchema.of(type);

        assertDescribes(schema, schema, type.record());
    }

    /** Of a link an event says when it expires and which of a person's links it is, but nothing that opens it. */
    @EnumSource
    @ParameterizedTest
    void noEventCarriesALinkATokenOrAPassword(EventType type) {
        assertThat(EventSchema.of(type).findValues("properties").stream()
                        .flatMap(found -> found.propertyNames().stream()))
                .isNotEmpty()
                .noneMatch(name -> SECRET.matcher(name).find());
        assertThat(GoldenEvent.of(type).value()).doesNotContain("/i/", "/p/", "/proof/");
    }

    @Test
    void whatSeveralSchemasShareIsTheSameInEach() {
        Map<String, JsonNode> shared = new HashMap<>();
        for (EventType type : EventType.values()) {
            EventSchema.of(type).path("$defs").properties().forEach(definition -> {
                JsonNode earlier = shared.putIfAbsent(definition.getKey(), definition.getValue());
                assertThat(definition.getValue())
                        .as("%s of %s", definition.getKey(), type.wireName())
                        .isEqualTo(earlier == null ? definition.getValue() : earlier);
            });
        }
        assertThat(shared).containsOnlyKeys("invitationState", "grants", "mail", "plan");
    }

    private static List<Error> validate(EventType type, String value) {
        return SCHEMAS.getSchema(EventSchema.of(type))
                .validate(
                        value,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    private static void assertDescribes(JsonNode root, JsonNode schema, Class<?> record) {
        List<RecordComponent> components = Arrays.asList(record.getRecordComponents());

        assertThat(schema.path("type").asString()).isEqualTo("object");
        assertThat(schema.has("additionalProperties")).as("closed to additions").isFalse();
        assertThat(schema.path("properties").propertyNames())
                .containsExactlyElementsOf(
                        components.stream().map(RecordComponent::getName).toList());
        assertThat(strings(schema.path("required")))
                .containsExactlyElementsOf(components.stream()
                        .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                        .map(RecordComponent::getName)
                        .toList());
        for (RecordComponent component : components) {
            JsonNode property = resolve(root, schema.path("properties").path(component.getName()));
            assertThat(property.path("description").asString())
                    .as("description of %s", component)
                    .isNotBlank();
            assertFits(root, property, component.getGenericType());
        }
    }

    private static void assertFits(JsonNode root, JsonNode schema, Type type) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            assertThat(schema.path("type").asString()).isEqualTo("object");
            assertFits(root, schema.path("propertyNames"), map.getActualTypeArguments()[0]);
            assertFits(root, schema.path("additionalProperties"), map.getActualTypeArguments()[1]);
        } else if (type instanceof ParameterizedType list) {
            assertThat(list.getRawType()).isEqualTo(List.class);
            assertThat(schema.path("type").asString()).isEqualTo("array");
            assertFits(root, resolve(root, schema.path("items")), list.getActualTypeArguments()[0]);
        } else if (type instanceof Class<?> named && named.isEnum()) {
            assertThat(schema.path("type").asString()).isEqualTo("string");
            assertThat(strings(schema.path("enum"))).containsExactlyElementsOf(wireNames(named));
        } else if (type instanceof Class<?> named && named.isRecord() && !isId(named)) {
            assertDescribes(root, schema, named);
        } else {
            assertThat(List.of(schema.path("type").asString(), format(schema)))
                    .as("type and format for %s", type)
                    .isEqualTo(scalar(type));
        }
    }

    /** The type and, where one type of ours has just one, the format. */
    private static List<String> scalar(Type type) {
        if (type == String.class) {
            return List.of("string", "");
        }
        if (type == boolean.class || type == Boolean.class) {
            return List.of("boolean", "");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return List.of("integer", "");
        }
        if (type == Instant.class) {
            return List.of("string", "date-time");
        }
        if (type instanceof Class<?> id && id.isRecord()) {
            return List.of("string", "uuid");
        }
        throw new IllegalArgumentException("component type: " + type + " (expected one that schemas know)");
    }

    /** Addresses are plain strings in the records. */
    private static String format(JsonNode schema) {
        String format = schema.path("format").asString("");
        return format.equals("idn-email") ? "" : format;
    }

    private static boolean isId(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        return components.length == 1
                && components[0].getType() == UUID.class
                && components[0].getAccessor().isAnnotationPresent(JsonValue.class);
    }

    private static List<String> wireNames(Class<?> type) {
        return Stream.of(type.getEnumConstants())
                .map(constant ->
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static JsonNode resolve(JsonNode root, JsonNode schema) {
        return schema.has("$ref") ? root.at(schema.path("$ref").asString().substring(1)) : schema;
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
