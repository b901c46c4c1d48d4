package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnhancedStatusTest {

    @Test
    void theFirstInATextIsRead() {
        assertThat(EnhancedStatus.in("550 5.1.1 no mailbox, see 4.2.2")).contains(new EnhancedStatus(5, 1, 1));
        assertThat(EnhancedStatus.in("550-5.7.26 blocked")).contains(new EnhancedStatus(5, 7, 26));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "550 no", "host 10.5.1.1 says no", "5.1", "3.1.1", "5.1234.1", "15.1.1"})
    void aTextWithoutHasNone(String text) {
        assertThat(EnhancedStatus.in(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1.1", "5.1.2", "5.1.0", "5.1.10", "5.2.1"})
    void thereIsNoSuchMailbox(String status) {
        assertThat(EnhancedStatus.in(status)).get().matches(EnhancedStatus::isWithoutMailbox);
    }

    /** Full, too large, blocked, too late, about the sender, or not for good. */
    @ParameterizedTest
    @ValueSource(strings = {"5.2.2", "5.3.4", "5.7.1", "5.4.7", "5.1.7", "5.1.8", "4.1.1", "2.1.5"})
    void anotherMailMayArrive(String status) {
        assertThat(EnhancedStatus.in(status)).get().matches(read -> !read.isWithoutMailbox());
    }
}
