package io.usher.api.history;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An entry of the audit log, as it is kept and answered. */
@Schema(name = "AuditEntry")
public record Entry(
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

    /** The columns of an export. */
    static final List<String> COLUMNS = List.of(
            "id",
            "at",
            "actorKind",
            "actorId",
            "actorName",
            "action",
            "subjectKind",
            "subjectId",
            "subjectName",
            "organization",
            "from",
            "before",
            "after");

    /** In the order of the columns; empty for what there is not. */
    List<String> cells() {
        return List.of(
                text(id),
                text(at),
                actor.kind(),
                text(actor.id()),
                text(actor.name()),
                action,
                subject.kind(),
                text(subject.id()),
                text(subject.name()),
                text(organization),
                text(from),
                text(before),
                text(after));
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, "");
    }

    @Schema(name = "AuditActor")
    public record Actor(
            @Schema(allowableValues = {"key", "person", "system"})
            String kind,

            @Schema(description = "null = a token, or the program itself") @Nullable UUID id,

            @Schema(
                    description = "At that time; of a token, which is of the kind `key`, its issuer and subject as in"
                            + " `https://login.example.com#site`. A person who was erased is `erased`")
            @Nullable String name) {}

    @Schema(name = "AuditSubject")
    public record Subject(
            @Schema(description = "What it was done to", example = "invitation")
            String kind,

            @Nullable UUID id,

            @Schema(
                    description = "At that time; of people the address in normal form, or `erased`",
                    example = "Spring challenge")
            @Nullable String name) {}
}
