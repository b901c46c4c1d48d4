package io.usher.api.deadletters;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.deadletters.EncodedText.Encoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dead letter with its record. */
@Schema(name = "DeadLetterWithRecord")
public record DeadLetterDetails(
        @JsonUnwrapped DeadLetterBody about,

        @Schema(description = "Its own, in their order, with repeats")
        List<HeaderBody> headers,

        @Nullable String key,

        @Schema(description = EncodedText.ABOUT) @Nullable Encoding keyEncoding,

        @Schema(description = "null = the record has none, or it is deleted or too large to be kept") @Nullable String payload,

        @Schema(description = EncodedText.ABOUT) @Nullable Encoding payloadEncoding) {

    public static DeadLetterDetails from(StoredDeadLetter letter) {
        EncodedText key = EncodedText.from(letter.record().key());
        EncodedText payload = EncodedText.from(letter.record().payload());
        return new DeadLetterDetails(
                DeadLetterBody.from(letter.about()),
                letter.record().headers().stream().map(HeaderBody::from).toList(),
                key.text(),
                key.encoding(),
                payload.text(),
                payload.encoding());
    }

    /** A header of a record. */
    @Schema(name = "RecordHeader")
    public record HeaderBody(
            @Schema(example = "ce_type") String name,

            @Schema(example = "io.usher.acceptance.requested.v1") @Nullable String value,

            @Schema(description = EncodedText.ABOUT) @Nullable Encoding valueEncoding) {

        static HeaderBody from(KeptHeader header) {
            EncodedText value = EncodedText.from(header.bytes());
            return new HeaderBody(header.name(), value.text(), value.encoding());
        }
    }
}
