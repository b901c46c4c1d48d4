package io.usher.api.accounts;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

class Argon2HashesTest {

    private static final int KIBIBYTES = 19_456;
    private static final String PASSWORD = "caf\u00e9 violin canal";

    private final Argon2Hashes hashes = new Argon2Hashes(KIBIBYTES, 2, 1);
    private final Argon2PasswordEncoder springs = new Argon2PasswordEncoder(16, 32, 1, KIBIBYTES, 2);

    @Test
    void hashesAreThoseOfSpringSecurity() {
        String ours = hashes.encode(PASSWORD);
        String theirs = requireNonNull(springs.encode(PASSWORD));

        assertThat(springs.matches(PASSWORD, ours)).isTrue();
        assertThat(springs.upgradeEncoding(ours)).isFalse();
        assertThat(hashes.matches(PASSWORD, theirs)).isTrue();
        assertThat(hashes.matches(PASSWORD + " ", theirs)).isFalse();
        assertThat(ours).isNotEqualTo(hashes.encode(PASSWORD)).hasSameSizeAs(theirs);
        assertThat(hashes.ofNone()).hasSameSizeAs(theirs);
    }

    @Test
    void whatWasHashedWithOtherSettingsMatches() {
        String before = requireNonNull(new Argon2PasswordEncoder(8, 16, 1, 64, 3).encode(PASSWORD));

        assertThat(hashes.matches(PASSWORD, before)).isTrue();
        assertThat(hashes.matches("another", before)).isFalse();
    }

    @Test
    void eachUsesTheMemoryOfTheOneBefore() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String hash = hashes.encode(PASSWORD);

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(hashes.matches(PASSWORD, hash)).isTrue();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(KIBIBYTES * 1024L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$argon2d$v=19$m=64,t=2,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=2,p=2$AAAA$AAAA"})
    void whatIsNoSuchHashIsNotCompared(String stored) {
        assertThatIllegalArgumentException().isThrownBy(() -> hashes.matches(PASSWORD, stored));
    }
}
