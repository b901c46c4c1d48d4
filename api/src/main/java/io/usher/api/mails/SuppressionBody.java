package io.usher.api.mails;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A suppression as callers see it. */
@Schema(name = "Suppression")
public record SuppressionBody(
        @Schema(description = "In normal form", example = "ada@example.com")
        String address,

        @Schema(
                description = "`unsubscribed`: the person wants no more mails. `bounced`: there is no such mailbox",
                allowableValues = {"unsubscribed", "bounced"})
        String reason,

        Instant since) {

    public static SuppressionBody from(Suppression suppression) {
        return new SuppressionBody(suppression.address(), suppression.reason().wireName(), suppression.since());
    }
}
