package io.usher.contract.kafka;

import static io.usher.contract.kafka.AsyncApi.DOCUMENT;
import static io.usher.contract.kafka.AsyncApi.resolve;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EventType;
import io.usher.contract.kafka.EventMessage.Source;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The operations of the AsyncAPI document are what the programs send and receive. */
final class AsyncApiOperationsTest {

    /** What a program cannot read on these topics, another one sets aside. */
    private static final Map<Source, Set<Topic>> LEFT_TO_OTHERS = Map.of(
            Source.API, Set.of(Topic.INVITATIONS, Topic.ACCEPTANCES_REQUESTED),
            Source.ACCEPTANCE_WORKER, Set.of(),
            Source.NOTIFIER_WORKER, Set.of(Topic.MEMBERS_REQUESTED));

    @Test
    void everyOperationIsOfOneProgramOnOneChannel() {
        assertThat(DOCUMENT.path("operations").properties()).allSatisfy(entry -> {
            JsonNode operation = entry.getValue();
            String program = entry.getKey().substring(0, entry.getKey().indexOf('.'));
            String channel = operation.path("channel").path("$ref").asString();
            assertThat(operation.path("action").asString()).isIn("send", "receive");
            assertThat(entry.getKey())
                    .startsWith(program + "." + operation.path("action").asString());
            assertThat(operation.path("tags").findValuesAsString("$ref"))
                    .containsExactly("#/components/tags/" + program);
            assertThat(channel).startsWith("#/channels/");
            assertThat(operation.path("messages").findValuesAsString("$ref"))
                    .allMatch(reference -> reference.startsWith(channel + "/messages/"));
        });
    }

    @EnumSource
    @ParameterizedTest
    void anEventIsSentByTheProgramThatIsItsSource(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);
        Set<String> senders = DOCUMENT.path("operations")
                .valueStream()
                .filter(operation -> operation.path("action").asString().equals("send"))
                .filter(operation -> resolve(operation.path("channel"))
                        .path("address")
                        .asString()
                        .equals(golden.topic()))
                .map(operation ->
                        resolve(operation.path("tags").path(0)).path("name").asString())
                .collect(Collectors.toSet());

        assertThat(senders).contains(golden.header("ce_source").substring("/usher/".length()));
    }

    @EnumSource
    @ParameterizedTest
    void aProgramReceivesTheTopicsThatItConsumes(Source program) {
        ProgramSources sources = ProgramSources.of(program);

        assertThat(topics("receive", program))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(sources.read().stream().map(Topic::topicName), sources.readDeadLetters().stream())
                                .toList());
    }

    /** The sources are searched for the ways in which programs consume; whoever adds a consumer looks here. */
    @CsvSource({"API, 3", "ACCEPTANCE_WORKER, 1", "NOTIFIER_WORKER, 1"})
    @ParameterizedTest
    void everyConsumerIsFound(Source program, long consumers) {
        assertThat(ProgramSources.of(program).consumers()).isEqualTo(consumers);
    }

    @EnumSource
    @ParameterizedTest
    void aProgramSetsAsideWhatItCannotReadUnlessAnotherOneDoes(Source program) {
        assertThat(topics("send", program).filter(topic -> topic.endsWith(".dlt")))
                .containsExactlyInAnyOrderElementsOf(ProgramSources.of(program).read().stream()
                        .filter(topic ->
                                !requireNonNull(LEFT_TO_OTHERS.get(program)).contains(topic))
                        .map(Topic::deadLetters)
                        .toList());
    }

    @EnumSource
    @ParameterizedTest
    void aProgramSendsTheTypesOfWhichItMakesEvents(Source program) {
        assertThat(operations("send", program)
                        .flatMap(AsyncApiOperationsTest::messages)
                        .filter(name -> !name.equals("DeadLetter")))
                .containsExactlyInAnyOrderElementsOf(ProgramSources.of(program).sent().stream()
                        .map(AsyncApi::messageName)
                        .toList());
    }

    private static Stream<String> topics(String action, Source program) {
        return operations(action, program)
                .map(operation ->
                        resolve(operation.path("channel")).path("address").asString());
    }

    private static Stream<JsonNode> operations(String action, Source program) {
        return DOCUMENT.path("operations")
                .valueStream()
                .filter(operation -> operation.path("action").asString().equals(action))
                .filter(operation -> program.uri()
                        .equals("/usher/"
                                + resolve(operation.path("tags").path(0))
                                        .path("name")
                                        .asString()));
    }

    /** All of the channel unless the operation names some. */
    private static Stream<String> messages(JsonNode operation) {
        return operation.has("messages")
                ? operation.path("messages").findValuesAsString("$ref").stream()
                        .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                : resolve(operation.path("channel")).path("messages").propertyNames().stream();
    }
}
