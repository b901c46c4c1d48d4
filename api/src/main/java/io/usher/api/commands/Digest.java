package io.usher.api.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The first 128 bits of a SHA-256 hash: enough to distinguish keys and requests. */
public record Digest(long high, long low) {

    public static final int BYTES = 2 * Long.BYTES;

    /** Of several texts. Depends on how the characters are divided among them, and distinguishes null from empty. */
    public static Digest of(@Nullable String... parts) {
        MessageDigest sha = sha256();
        for (String part : parts) {
            byte[] bytes = part == null ? new byte[0] : part.getBytes(UTF_8);
            sha.update(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(part == null ? -1 : bytes.length)
                    .flip());
            sha.update(bytes);
        }
        return readFrom(ByteBuffer.wrap(sha.digest()));
    }

    /** Reads what {@link #writeTo} wrote. */
    public static Digest readFrom(ByteBuffer buffer) {
        return new Digest(buffer.getLong(), buffer.getLong());
    }

    public ByteBuffer writeTo(ByteBuffer buffer) {
        return buffer.putLong(high).putLong(low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing (expected in every Java)", e);
        }
    }
}
