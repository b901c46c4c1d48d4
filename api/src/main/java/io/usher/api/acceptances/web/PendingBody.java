package io.usher.api.acceptances.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.acceptances.Acceptance;
import java.time.Instant;
import java.util.UUID;

/** A request that is in the queue. */
@Schema(name = "PendingAcceptance")
record PendingBody(
        UUID id,
        UUID invitation,
        String email,
        @Schema(example = "pending") String outcome,
        Instant requestedAt) {

    static PendingBody from(Acceptance acceptance) {
        return new PendingBody(
                acceptance.id().value(),
                acceptance.invitation().value(),
                acceptance.email(),
                acceptance.outcome().wireName(),
                acceptance.requestedAt());
    }
}
