package io.usher.api.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.springframework.security.crypto.password.AbstractValidatingPasswordEncoder;

/**
 * Hashes of Argon2id (RFC 9106) in one lane, written as the reference implementation writes them, with their settings and
 * salt. Spring Security's encoder writes the same, but takes new memory for each: what is alive of it whenever the heap
 * is collected fills the heap, and everybody waits for full collections. This one keeps the memory of some. Thread-safe.
 */
final class Argon2Hashes extends AbstractValidatingPasswordEncoder {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;

    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getDecoder();
    private static final Pattern STORED =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=1\\$([^$]+)\\$([^$]+)");

    private final int kibibytes;
    private final int passes;
    private final BlockPool memory;
    private final SecureRandom random = new SecureRandom();

    /** @param atOnce so many are made at the same time without new memory */
    Argon2Hashes(int kibibytes, int passes, int atOnce) {
        this.kibibytes = kibibytes;
        this.passes = passes;
        this.memory = new FixedBlockPool(kibibytes * atOnce);
    }

    @Override
    protected String encodeNonNullPassword(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return stored(salt, hash(password, kibibytes, passes, salt, HASH_BYTES));
    }

    /** Of no password, with the same settings. */
    String ofNone() {
        return stored(new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    private String stored(byte[] salt, byte[] hash) {
        return "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        Argon2Parameters.ARGON2_VERSION_13,
                        kibibytes,
                        passes,
                        LANES,
                        ENCODER.encodeToString(salt),
                        ENCODER.encodeToString(hash));
    }

    /** With the settings that the hash was made with. */
    @Override
    protected boolean matchesNonNull(String password, String stored) {
        Matcher parts = STORED.matcher(stored);
        if (!parts.matches()) {
            throw new IllegalArgumentException("stored hash: unknown form (expected $argon2id$v=19$m=…,t=…,p=1$…$…)");
        }
        byte[] hash = DECODER.decode(parts.group(4));
        byte[] salt = DECODER.decode(parts.group(3));
        return MessageDigest.isEqual(
                hash,
                hash(password, Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), salt, hash.length));
    }

    private byte[] hash(String password, int kibibytes, int passes, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withParallelism(LANES)
                .withMemoryAsKB(kibibytes)
                .withIterations(passes)
                .withSalt(salt)
                .withBlockPool(memory)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(UTF_8), hash);
        return hash;
    }
}
