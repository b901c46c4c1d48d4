package io.usher.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.usher.contract.event.EventType;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Data that do not match the schema of their event are reported and never thrown. */
final class EventDataTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final GoldenEvent CREATED = GoldenEvent.of(EventType.INVITATION_CREATED);
    private static final GoldenEvent DELETED = GoldenEvent.of(EventType.INVITATION_DELETED);
    private static final GoldenEvent ACCEPTED = GoldenEvent.of(EventType.ACCEPTANCE_ACCEPTED);

    @EnumSource
    @ParameterizedTest
    void missingRequiredFieldsAreReported(EventType type) {
        GoldenEvent golden = GoldenEvent.of(type);
        JsonNode whole = MAPPER.readTree(golden.value());
        for (RequiredField field : RequiredField.of(type)) {
            JsonNode without = whole.deepCopy();
            field.parentIn(without).remove(field.name());
            assertThat(golden.withValue(without.toString()).decoded())
                    .as("without %s", field)
                    .isInstanceOf(Unreadable.class);

            JsonNode withNull = whole.deepCopy();
            field.parentIn(withNull).putNull(field.name());
            assertThat(golden.withValue(withNull.toString()).decoded())
                    .as("with %s null", field)
                    .isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void theMissingFieldIsNamed() {
        assertThat(CREATED.withValue(CREATED.value().replace("\"mode\":\"public\",", ""))
                        .decoded())
                .isEqualTo(new Unreadable("io.usher.invitation.created.v1 without invitation.mode"));
    }

    @Test
    void aListHasNoHoles() {
        assertThat(ACCEPTED.withValue(ACCEPTED.value().replace("[\"Builders\"]", "[\"Builders\",null]"))
                        .decoded())
                .isEqualTo(new Unreadable("io.usher.acceptance.accepted.v1 without granted.teams[1]"));
    }

    @Test
    void aMapHasNoHoles() {
        GoldenEvent change = GoldenEvent.of(EventType.MEMBER_CHANGE_REQUESTED);
        String value = change.value();

        assertThat(change.withValue(value.replace("\"unit\":[]", "\"unit\":null"))
                        .decoded())
                .isEqualTo(new Unreadable("io.usher.member.change-requested.v1 without replaced.UNIT"));
        assertThat(change.withValue(value.replace("\"unit\":[]", "\"unit\":[null]"))
                        .decoded())
                .isEqualTo(new Unreadable("io.usher.member.change-requested.v1 without replaced.UNIT[0]"));
    }

    @Test
    void whatMayBeMissingMayBeNull() {
        GoldenEvent withNull = CREATED.withValue(CREATED.value().replace("\"mode\"", "\"quota\":null,\"mode\""));

        assertThat(withNull.decoded()).isEqualTo(CREATED.decoded());
    }

    @Test
    void aChangeByAnEarlierVersionRetainsNothing() {
        GoldenEvent change = GoldenEvent.of(EventType.MEMBER_CHANGE_REQUESTED);
        String retained = "\"retained\":[\"019c9a12-7700-7a10-8b20-3c4d5e6f7a8b\"],";
        assertThat(change.value()).contains(retained);

        assertThat(change.withValue(change.value().replace(retained, "")).decoded())
                .asInstanceOf(type(Readable.class))
                .extracting(Readable::event)
                .asInstanceOf(type(MemberChangeRequested.class))
                .satisfies(command -> assertThat(command.retained()).isEmpty());
    }

    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":5|\"version\":\"5\"",
                "\"version\":5|\"version\":5.9",
                "\"version\":5|\"version\":\"\"",
                "\"version\":5|\"version\":true",
                "\"version\":5|\"version\":92233720368547758080",
                "\"quota\":100|\"quota\":2147483648",
                "\"quota\":100|\"quota\":1e400",
                "\"sendEmails\":true|\"sendEmails\":1",
                "\"sendEmails\":true|\"sendEmails\":\"true\"",
                "\"status\":\"enabled\"|\"status\":\"ENABLED\"",
                "\"status\":\"enabled\"|\"status\":\"\"",
                "\"status\":\"enabled\"|\"status\":0",
                "\"locale\":\"de\"|\"locale\":7",
                "\"locale\":\"de\"|\"locale\":7.5",
                "\"locale\":\"de\"|\"locale\":true",
                "\"locale\":\"de\"|\"locale\":[\"de\"]",
                "\"roles\":[\"learner\"]|\"roles\":\"learner\"",
                "\"roles\":[\"learner\"]|\"roles\":{\"0\":\"learner\"}",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":1772438400",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":1e999999999",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"1772438400\"",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"\"",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"yesterday\"",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"+12026-03-02T08:00:00Z\"",
                "\"createdAt\":\"2026-03-02T08:00:00.123Z\"|\"createdAt\":\"2026-03-02T08:00:00\"",
                "\"organization\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"|\"organization\":\"\"",
                "\"organization\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"|\"organization\":\"1-1-1-1-1\"",
                "\"organization\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"|\"organization\":7",
                "\"organization\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"|\"organization\":{\"value\":\"019c9a11-0b80-7e02-8c44-27d0b9f35e10\"}",
                "\"name\":\"Spring|\"name\":\"\\u0000Spring"
            })
    @ParameterizedTest
    void aFieldHasTheTypeThatTheSchemaSays(String was, String is) {
        assertThat(DELETED.value()).contains(was);

        assertThat(DELETED.withValue(DELETED.value().replace(was, is)).decoded())
                .isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "7", "\"text\"", "{", "{}", "{} {}", "\u0000", "<event/>"})
    void aValueThatIsNoObjectOfTheTypeIsRefused(String value) {
        assertThat(CREATED.withValue(value).decoded()).isInstanceOf(Unreadable.class);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        String nested = "[".repeat(1_000_000);

        assertThat(CREATED.withValue("{\"later\":" + nested).decoded()).isInstanceOf(Unreadable.class);
    }
}
