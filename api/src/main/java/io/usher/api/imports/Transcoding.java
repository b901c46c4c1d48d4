package io.usher.api.imports;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns UTF-16 with a byte order mark into UTF-8 while its bytes pass by, and takes away the mark of UTF-8. Everything else
 * passes as it is.
 */
final class Transcoding {

    private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] UTF_16BE_MARK = {(byte) 0xfe, (byte) 0xff};
    private static final byte[] UTF_16LE_MARK = {(byte) 0xff, (byte) 0xfe};

    private byte[] kept = new byte[0];
    private boolean begun;
    private @Nullable CharsetDecoder decoder;

    byte[] utf8(byte[] received) {
        byte[] bytes = kept.length == 0 ? received : joined(kept, received);
        kept = new byte[0];
        if (!begun && bytes.length < UTF_8_MARK.length) {
            kept = bytes;
            return new byte[0];
        }
        return decoded(begun ? bytes : withoutMark(bytes), false);
    }

    byte[] finish() {
        byte[] bytes = kept;
        kept = new byte[0];
        return decoded(begun ? bytes : withoutMark(bytes), true);
    }

    private byte[] withoutMark(byte[] bytes) {
        begun = true;
        if (beginsWith(bytes, UTF_8_MARK)) {
            return Arrays.copyOfRange(bytes, UTF_8_MARK.length, bytes.length);
        }
        if (beginsWith(bytes, UTF_16BE_MARK) || beginsWith(bytes, UTF_16LE_MARK)) {
            decoder = (beginsWith(bytes, UTF_16BE_MARK) ? UTF_16BE : UTF_16LE)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE);
            return Arrays.copyOfRange(bytes, UTF_16BE_MARK.length, bytes.length);
        }
        return bytes;
    }

    private static boolean beginsWith(byte[] bytes, byte[] mark) {
        return bytes.length >= mark.length && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
    }

    private byte[] decoded(byte[] bytes, boolean last) {
        CharsetDecoder from = decoder;
        if (from == null) {
            return bytes;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length / 2 + 2);
        CoderResult decoded = from.decode(in, out, last);
        if (decoded.isOverflow()) {
            throw new IllegalStateException("UTF-16: more characters than pairs of bytes (expected at most as many)");
        }
        // Half of a character, or of a surrogate pair.
        kept = Arrays.copyOfRange(bytes, in.position(), bytes.length);
        return out.flip().toString().getBytes(UTF_8);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
