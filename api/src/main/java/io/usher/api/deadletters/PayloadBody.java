package io.usher.api.deadletters;

import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.deadletters.EncodedText.Encoding;
import io.usher.api.http.problem.Refusal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What of a dead letter can be changed. */
@Schema(name = "DeadLetterPayload")
record PayloadBody(
        @Schema(description = "null = the record has none", example = "{\"id\": \"…\"}") @Nullable String payload,

        @Schema(description = "How the payload is written; absent = `utf-8`") @Nullable Encoding payloadEncoding) {

    static final String PAYLOAD = "payload";
    static final String ENCODING = "payloadEncoding";

    static PayloadBody from(@Nullable Bytes bytes) {
        EncodedText text = EncodedText.from(bytes);
        return new PayloadBody(text.text(), text.encoding());
    }

    PayloadBody inText() {
        return new PayloadBody(payload, null);
    }

    @Nullable Bytes bytes() {
        if (payload == null) {
            return null;
        }
        if (payloadEncoding != Encoding.BASE64) {
            return Bytes.ofText(payload);
        }
        try {
            return Bytes.of(Base64.getDecoder().decode(payload));
        } catch (IllegalArgumentException notBase64) {
            throw Refusal.invalid(PAYLOAD, "must be in base64");
        }
    }
}
