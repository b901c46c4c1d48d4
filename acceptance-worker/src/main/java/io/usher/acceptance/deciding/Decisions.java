package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Standing.Uses;
import io.usher.contract.id.InvitationId;
import java.util.List;
import java.util.Map;

/**
 * What deciding a batch came to: everything that has to be written, and nothing else.
 *
 * @param decisions in the order of the requests; requests that were decided before have none
 * @param joined new members, with all that they hold
 * @param granted members of before who are given more, and what
 * @param counts the new numbers of the invitations in the batch
 */
public record Decisions(
        List<Decision> decisions,
        List<Member> joined,
        Map<Person, List<Grantable>> granted,
        Map<InvitationId, Uses> counts) {}
