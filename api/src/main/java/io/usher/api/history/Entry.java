package io.usher.api.history;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An entry of the audit log, as it is kept and answered. */
@Schema(name = "AuditEntry")
record Entry(
        UUID id,
        Instant at,
        Actor actor,

        @Schema(
                description = "The type of the event that reports it, without prefix and version. What the worker"
                        + " decides is `…-requested` until its decision is known here",
                example = "invitation.updated")
        String action,

        Subject subject,

        @Schema(description = "null = the platform's") @Nullable UUID organization,

        @Schema(
                description = "The network address of the client; null = from within the program",
                example = "203.0.113.7")
        @Nullable String from,

        @Schema(
                description = "What of it changed, as it was; null if it was made",
                implementation = Object.class,
                types = {"object", "null"})
        @Nullable JsonNode before,

        @Schema(
                description = "What of it changed, as it became; null if it was deleted",
                implementation = Object.class,
                types = {"object", "null"})
        @Nullable JsonNode after) {

    @Schema(name = "AuditActor")
    record Actor(
            @Schema(allowableValues = {"key", "person", "system"})
            String kind,

            @Nullable UUID id,

            @Schema(description = "At that time; a person who was erased is `erased`") @Nullable String name) {}

    @Schema(name = "AuditSubject")
    record Subject(
            @Schema(description = "What it was done to", example = "invitation")
            String kind,

            @Nullable UUID id,

            @Schema(
                    description = "At that time; of people the address in normal form, or `erased`",
                    example = "Spring challenge")
            @Nullable String name) {}
}
