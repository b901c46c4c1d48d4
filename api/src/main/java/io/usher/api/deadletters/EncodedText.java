package io.usher.api.deadletters;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as JSON can hold them.
 *
 * @param text null = there are none
 */
record EncodedText(@Nullable String text, @Nullable Encoding encoding) {

    static final String ABOUT =
            "`utf-8` = it is this text; `base64` = it is no text in UTF-8 without NUL, and is shown in base64";

    /** How the bytes are written. */
    enum Encoding {
        @JsonProperty("utf-8")
        UTF_8,
        @JsonProperty("base64")
        BASE64
    }

    static EncodedText from(@Nullable Bytes bytes) {
        if (bytes == null) {
            return new EncodedText(null, null);
        }
        String text = bytes.text();
        return text == null ? new EncodedText(bytes.base64(), Encoding.BASE64) : new EncodedText(text, Encoding.UTF_8);
    }
}
