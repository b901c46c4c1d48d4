package io.usher.api.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.invitations.AddedPerson.Outcome;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row and what became of it. */
@Schema(name = "ImportedRow")
public record ImportedRow(
        @Schema(description = "Counted from 1: the first one after the header", example = "1")
        int row,

        @Schema(description = "As in the file; `erased` once the person was erased", example = "ada@example.com")
        String email,

        @Schema(example = "Ada") @Nullable String firstName,

        @Schema(example = "Lovelace") @Nullable String lastName,

        Outcome outcome,

        @Schema(
                description =
                        "Why it is invalid: as for `invitees`, or unreadable (characters that the encoding does not"
                                + " have), not-csv (misplaced quotes) or erased (the person was, after the file was received)",
                example = "email-invalid")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String reason,

        @Schema(description = "Of `already-member` the member") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID invitee) {

    /** Of a file with rows: what people had sent, its place and why it was refused. */
    public static final List<String> COLUMNS = List.of("email", "firstName", "lastName", "row", "reason");

    /** The cells of these columns. */
    public List<String> cells() {
        return List.of(email, orEmpty(firstName), orEmpty(lastName), "" + row, orEmpty(reason));
    }

    private static String orEmpty(@Nullable String cell) {
        return cell == null ? "" : cell;
    }
}
