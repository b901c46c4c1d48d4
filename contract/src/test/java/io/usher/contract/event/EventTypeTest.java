package io.usher.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EventTypeTest {

    @Test
    void everyRecordOfTheHierarchyHasExactlyOneType() {
        assertThat(Arrays.stream(EventType.values()).<Class<?>>map(EventType::record))
                .containsExactlyInAnyOrderElementsOf(recordsOf(Event.class).toList());
    }

    /** Renaming one breaks its consumers. */
    @CsvSource(
            delimiter = '|',
            value = {
                "organization | created updated",
                "grantable | created renamed deleted",
                "account | created password-changed identity-linked identity-unlinked deleted proof-requested",
                "invitation | created updated enabled disabled deleted",
                "invitee | invited resent declined cancelled",
                "acceptance | requested withdrawal-requested accepted waitlisted promoted rejected withdrawn",
                "member | change-requested removal-requested joined granted changed left access-ended",
                "email | queued sent bounced failed suppressed",
                "ops | dead-letter quota-full seats-threshold consumer-stalled bounce-rate"
            })
    @ParameterizedTest
    void consumersFindTheTypesThatTheyWerePromised(String subject, String participles) {
        assertThat(participles.split(" "))
                .allSatisfy(
                        participle -> assertThat(EventType.named("io.usher.%s.%s.v1".formatted(subject, participle)))
                                .isPresent());
    }

    @EnumSource
    @ParameterizedTest
    void namesFollowTheConstant(EventType type) {
        String[] words = type.name().split("_", 2);
        assertThat(type.wireName())
                .isEqualToIgnoringCase("io.usher.%s.%s.v1".formatted(words[0], words[1].replace('_', '-')))
                .isLowerCase();
    }

    @EnumSource
    @ParameterizedTest
    void aTypeIsFoundByItsName(EventType type) {
        assertThat(EventType.named(type.wireName())).contains(type);
    }

    @Test
    void aStrangersNameIsNoType() {
        assertThat(EventType.named("com.example.invitation.created.v1")).isEmpty();
    }

    private static Stream<Class<?>> recordsOf(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventTypeTest::recordsOf)
                : Stream.of(type);
    }
}
