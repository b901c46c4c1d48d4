package io.usher.api.http.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.util.MimeType;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that is UTF-8. The parser alone would take overlong forms for the characters that they imitate. */
final class Utf8Json extends JacksonJsonDecoder {

    Utf8Json(JsonMapper json) {
        super(json);
    }

    @Override
    public Object decode(
            DataBuffer body, ResolvableType type, @Nullable MimeType mimeType, @Nullable Map<String, Object> hints) {
        if (!isUtf8(body)) {
            DataBufferUtils.release(body);
            throw Refusal.malformed("The body is not UTF-8.", List.of());
        }
        return super.decode(body, type, mimeType, hints);
    }

    private static boolean isUtf8(DataBuffer body) {
        ByteBuffer bytes = ByteBuffer.allocate(body.readableByteCount());
        body.toByteBuffer(bytes);
        try {
            CharBuffer unused = UTF_8.newDecoder().decode(bytes.rewind());
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }
}
