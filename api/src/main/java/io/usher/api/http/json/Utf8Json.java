package io.usher.api.http.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.UnreadableJson;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.util.MimeType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON that is UTF-8. The parser alone would take overlong forms for the characters that they imitate, and stop at the
 * first field that it cannot read.
 */
final class Utf8Json extends JacksonJsonDecoder {

    private final JsonMapper json;

    Utf8Json(JsonMapper json) {
        super(json);
        this.json = json;
    }

    @Override
    public Object decode(
            DataBuffer body, ResolvableType type, @Nullable MimeType mimeType, @Nullable Map<String, Object> hints) {
        ByteBuffer bytes = ByteBuffer.allocate(body.readableByteCount());
        body.toByteBuffer(bytes);
        if (!isUtf8(bytes)) {
            DataBufferUtils.release(body);
            throw Refusal.malformed("The body is not UTF-8.", List.of());
        }
        try {
            return super.decode(body, type, mimeType, hints);
        } catch (DecodingException unreadable) {
            List<FieldError> errors = UnreadableParts.of(bytes.array(), json.constructType(type.getType()), json);
            throw errors.size() > 1 ? UnreadableJson.refusalOf(errors) : unreadable;
        }
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            CharBuffer unused = UTF_8.newDecoder().decode(bytes.duplicate().rewind());
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }
}
