package io.usher.contract.kafka;

import static io.usher.contract.kafka.AsyncApi.DOCUMENT;
import static io.usher.contract.kafka.AsyncApi.messageName;
import static io.usher.contract.kafka.AsyncApi.resolve;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EventType;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The channels and messages of the AsyncAPI document are those of the code. */
final class AsyncApiTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Test
    void itHasTheShapeOfAnAsyncApiDocument() {
        assertThat(DOCUMENT.path("asyncapi").asString()).isEqualTo("3.0.0");
        assertThat(DOCUMENT.propertyNames())
                .containsExactlyInAnyOrder(
                        "asyncapi", "info", "defaultContentType", "channels", "operations", "components");
        assertThat(DOCUMENT.path("info").propertyNames()).contains("title", "version");
        assertThat(DOCUMENT.path("channels"))
                .allSatisfy(channel -> assertThat(channel.propertyNames())
                        .contains("address", "title", "messages", "bindings")
                        .isSubsetOf("address", "title", "description", "messages", "bindings"));
        assertThat(DOCUMENT.path("operations"))
                .allSatisfy(operation -> assertThat(operation.propertyNames())
                        .contains("action", "channel", "summary", "tags")
                        .isSubsetOf("action", "channel", "summary", "tags", "messages"));
        assertThat(DOCUMENT.path("components").propertyNames())
                .containsExactlyInAnyOrder("tags", "messages", "messageTraits");
        assertThat(DOCUMENT.path("components").path("messages"))
                .allSatisfy(message -> assertThat(message.propertyNames())
                        .contains("name", "summary", "headers", "payload")
                        .isSubsetOf("name", "summary", "contentType", "traits", "headers", "payload"));
    }

    @Test
    void itsChannelsAreTheTopicsWithTheirSettings() {
        Map<String, String> described = DOCUMENT.path("channels")
                .valueStream()
                .collect(toMap(channel -> channel.path("address").asString(), AsyncApiTest::settings));

        assertThat(described).isEqualTo(Topic.all().collect(toMap(NewTopic::name, AsyncApiTest::settings)));
        assertThat(DOCUMENT.path("channels"))
                .allSatisfy(channel -> assertThat(kafka(channel).path("topic").asString())
                        .isEqualTo(channel.path("address").asString()));
    }

    @EnumSource
    @ParameterizedTest
    void aTopicCarriesTheTypesThatAreEncodedForItAndItsDeadLetters(Topic topic) {
        assertThat(channel(topic.topicName()).path("messages").propertyNames())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(EventType.values())
                        .filter(type -> GoldenEvent.of(type).topic().equals(topic.topicName()))
                        .map(AsyncApi::messageName)
                        .toList());
        assertThat(channel(topic.deadLetters()).path("messages").propertyNames())
                .containsExactly("DeadLetter");
    }

    @Test
    void itsMessagesAreTheTypesAndTheDeadLetter() {
        assertThat(DOCUMENT.path("components").path("messages").propertyNames())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(EventType.values()).map(AsyncApi::messageName), Stream.of("DeadLetter"))
                        .toList());
    }

    @EnumSource
    @ParameterizedTest
    void aMessageRefersToTheSchemaOfItsType(EventType type) {
        JsonNode message = message(messageName(type));

        assertThat(message.path("name").asString()).isEqualTo(type.wireName());
        assertThat(message.path("payload").path("$ref").asString()).isEqualTo("schemas/" + type.wireName() + ".json");
    }

    @EnumSource
    @ParameterizedTest
    void anEventHasTheHeadersThatItsMessageSays(EventType type) {
        JsonNode headers = message(messageName(type)).path("headers");

        assertThat(validate(headers, JSON.valueToTree(GoldenEvent.of(type).headers())))
                .isEmpty();
        assertThat(headers.path("properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        GoldenEvent.of(type).headers().keySet());
        Arrays.stream(EventType.values())
                .filter(other -> other != type)
                .forEach(other -> assertThat(validate(
                                headers, JSON.valueToTree(GoldenEvent.of(other).headers())))
                        .as(other.wireName())
                        .isNotEmpty());
    }

    @EnumSource
    @ParameterizedTest
    void anEventHasTheKeyThatItsMessageSays(EventType type) {
        JsonNode key = kafka(message(messageName(type))).path("key");

        assertThat(key.isObject()).isTrue();
        assertThat(validate(key, JSON.valueToTree(GoldenEvent.of(type).key()))).isEmpty();
        assertThat(key.path("format").asString("").equals("uuid"))
                .isEqualTo(GoldenEvent.of(type).key().matches("[0-9a-f-]{36}"));
    }

    /** Mails about an account have no invitation. */
    @EnumSource
    @ParameterizedTest
    void onlyNewsOfAMailHaveItsInvitationOrElseTheMailAsKey(EventType type) {
        assertThat(DOCUMENT.path("components")
                        .path("messages")
                        .path(messageName(type))
                        .path("traits")
                        .findValuesAsString("$ref")
                        .contains("#/components/messageTraits/emailKey"))
                .isEqualTo(EmailEvent.class.isAssignableFrom(type.record()));
    }

    @Test
    void aDeadLetterHasTheHeadersThatItsMessageSays() {
        GoldenEvent letter = GoldenEvent.of(DeadLetter.of(
                        GoldenEvent.of(EventType.ACCEPTANCE_REQUESTED).consumed(), "reason", Source.API, Instant.EPOCH)
                .getFirst());
        Set<String> added = new HashSet<>(letter.headers().keySet());
        added.removeAll(GoldenEvent.of(EventType.ACCEPTANCE_REQUESTED).headers().keySet());
        JsonNode headers = message("DeadLetter").path("headers");

        assertThat(headers.path("properties").propertyNames()).containsExactlyInAnyOrderElementsOf(added);
        assertThat(validate(headers, JSON.valueToTree(letter.headers()))).isEmpty();
    }

    @Test
    void theSourcesAreThePrograms() {
        assertThat(message(messageName(EventType.EMAIL_SENT))
                        .at("/headers/properties/ce_source/enum")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Source.values()).map(Source::uri).toList());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(DOCUMENT.findValuesAsString("$ref")).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode()).isFalse();
            } else {
                assertThat(AsyncApiTest.class.getResource("/" + reference)).isNotNull();
            }
        });
    }

    private static String settings(JsonNode channel) {
        JsonNode kafka = kafka(channel);
        return kafka.path("partitions").asInt() + " partitions, "
                + kafka.path("topicConfiguration")
                        .propertyStream()
                        .collect(toMap(Map.Entry::getKey, setting -> text(setting.getValue())));
    }

    private static String settings(NewTopic topic) {
        return topic.numPartitions() + " partitions, "
                + topic.configs().entrySet().stream().collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String text(JsonNode setting) {
        return setting.isArray()
                ? setting.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
                : setting.asString();
    }

    private static JsonNode kafka(JsonNode described) {
        return described.path("bindings").path("kafka");
    }

    private static JsonNode channel(String address) {
        return DOCUMENT.path("channels")
                .valueStream()
                .filter(channel -> channel.path("address").asString().equals(address))
                .findAny()
                .orElseThrow();
    }

    /** With its traits: what the message itself says goes before what they say. */
    private static JsonNode message(String name) {
        JsonNode own = DOCUMENT.path("components").path("messages").path(name);
        assertThat(own.isObject()).as(name).isTrue();
        ObjectNode whole = JSON.createObjectNode();
        own.path("traits").forEach(trait -> merge(whole, resolve(trait)));
        merge(whole, own);
        return whole;
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        patch.properties().forEach(change -> {
            if (into.path(change.getKey()) instanceof ObjectNode within
                    && change.getValue().isObject()) {
                merge(within, change.getValue());
            } else {
                into.set(change.getKey(), change.getValue().deepCopy());
            }
        });
    }

    private static List<Error> validate(JsonNode schema, JsonNode value) {
        return SCHEMAS.getSchema(schema)
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }
}
