package io.usher.api.invitees;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.invitations.AddedPerson;
import io.usher.api.invitations.AddedPerson.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of people who were to be invited. */
@Schema(name = "AddedInvitees")
record AddedPeopleBody(
        List<Result> results,

        @Schema(
                description = "How many rows had each outcome",
                example = "{\"new\": 2, \"duplicate\": 1, \"already-member\": 0, \"known-account\": 0, \"invalid\": 0}")
        Map<String, Integer> counts) {

    /** What became of one row. */
    @Schema(name = "AddedInvitee")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            @Schema(description = "Counts from 1", example = "1")
            int row,

            @Schema(description = "As typed", example = "ada@example.com")
            String email,

            @Schema(
                    description =
                            "`new`: invited, or invited again after having been cancelled, having declined or a link that"
                                    + " ended. `known-account`: invited, and has an account or is a member of"
                                    + " another organization."
                                    + " `duplicate`: invited already, or named by an earlier row. `already-member`: a member"
                                    + " of the organization, not invited",
                    allowableValues = {"new", "duplicate", "already-member", "known-account", "invalid"})
            String outcome,

            @Schema(
                    description =
                            "Why a row is invalid. `…-too-long`: more than 255 characters. A name that is invalid has a"
                                    + " line break or another control character",
                    allowableValues = {
                        "email-missing",
                        "email-invalid",
                        "first-name-too-long",
                        "first-name-invalid",
                        "last-name-too-long",
                        "last-name-invalid"
                    })
            @Nullable String reason,

            @Schema(description = "The person's id on the invitation; of `already-member` the member's") @Nullable UUID invitee) {

        static Result from(AddedPerson person) {
            return new Result(
                    person.row(), person.email(), person.outcome().wireName(), person.reason(), person.invitee());
        }
    }

    static AddedPeopleBody from(List<AddedPerson> people) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome.wireName(), 0);
        }
        people.forEach(person -> counts.merge(person.outcome().wireName(), 1, Integer::sum));
        return new AddedPeopleBody(people.stream().map(Result::from).toList(), counts);
    }
}
