package io.usher.api.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.json.StorableText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a key, a value or a header, whatever they are.
 *
 * @param base64 RFC 4648, with padding
 */
public record Bytes(String base64) {

    static Bytes of(byte[] bytes) {
        return new Bytes(Base64.getEncoder().encodeToString(bytes));
    }

    public static Bytes ofText(String text) {
        return of(text.getBytes(UTF_8));
    }

    static @Nullable Bytes ofNullable(byte @Nullable [] bytes) {
        return bytes == null ? null : of(bytes);
    }

    static byte @Nullable [] toArray(@Nullable Bytes bytes) {
        return bytes == null ? null : bytes.toArray();
    }

    byte[] toArray() {
        return Base64.getDecoder().decode(base64);
    }

    /** Null if they are no text in UTF-8, or one with NUL. */
    @Nullable String text() {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(toArray())).toString();
            return StorableText.test(text) ? text : null;
        } catch (CharacterCodingException notText) {
            return null;
        }
    }
}
