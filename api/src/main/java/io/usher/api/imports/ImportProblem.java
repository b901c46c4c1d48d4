package io.usher.api.imports;

import io.swagger.v3.oas.annotations.media.Schema;

/** Why an import failed. */
@Schema(name = "ImportProblem")
public record ImportProblem(
        @Schema(description = "As in problem documents", example = "invitation-deleted")
        String code,

        @Schema(description = "For people", example = "The invitation was deleted.")
        String detail) {}
