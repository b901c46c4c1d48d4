package io.usher.api.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyUseTest {

    private static final Digest KEY = Digest.of("key:1", "abc");
    private static final Digest REQUEST = Digest.of("invitation", "ada@example.com", null, null);

    @Test
    void theSameRequestUnderTheSameKeyIsTheSameAcceptance() {
        assertThat(new KeyUse(KEY, REQUEST).acceptance())
                .isEqualTo(new KeyUse(Digest.of("key:1", "abc"), REQUEST).acceptance());
    }

    @Test
    void anotherCallerOrKeyOrRequestIsAnother() {
        assertThat(new KeyUse(Digest.of("key:2", "abc"), REQUEST).acceptance())
                .isNotEqualTo(new KeyUse(KEY, REQUEST).acceptance());
        assertThat(new KeyUse(Digest.of("key:1a", "bc"), REQUEST).acceptance())
                .isNotEqualTo(new KeyUse(KEY, REQUEST).acceptance());
        assertThat(new KeyUse(KEY, Digest.of("invitation", "ada@example.com", "", null)).acceptance())
                .isNotEqualTo(new KeyUse(KEY, REQUEST).acceptance());
    }

    @Test
    void theIdSaysHowItWasMade() {
        UUID id = new KeyUse(KEY, REQUEST).acceptance().value();
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }
}
