package io.usher.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EventTypeTest {

    @Test
    void everyRecordOfTheHierarchyHasExactlyOneType() {
        assertThat(Arrays.stream(EventType.values()).<Class<?>>map(EventType::record))
                .containsExactlyInAnyOrderElementsOf(recordsOf(Event.class).toList());
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
