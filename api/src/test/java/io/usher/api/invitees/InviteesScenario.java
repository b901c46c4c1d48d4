package io.usher.api.invitees;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.TestInstance;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** An organization, a caller who may invite, and what other programs would write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InviteesScenario {

    final RunningApi api = RunningApi.shared();
    final String id =
            api.organization("Invitees " + System.nanoTime()).get("id").asString();
    final WebTestClient caller = api.as(api.key(id, "invitations:write", "members:write"));

    /** Makes an invitation with these properties, for people who are still to be added; returns its path. */
    String invitation(Object... properties) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("name", "Named", "mode", "targeted"));
        for (int i = 0; i < properties.length; i += 2) {
            body.put((String) properties[i], properties[i + 1]);
        }
        if (body.containsKey("emails") || "public".equals(body.get("mode"))) {
            body.remove("mode");
        }
        Answers made = post(caller, "/api/v1/organizations/" + id + "/invitations", body);
        if (made.status() != 201) {
            throw new AssertionError(made.toString());
        }
        return made.header("Location");
    }

    /** Adds somebody by address alone; returns their path. */
    String invite(String invitation, String email) {
        Answers added = post(caller, invitation + "/invitees", List.of(Map.of("email", email)));
        return "/api/v1/invitees/"
                + added.json().path("results").path(0).path("invitee").asString();
    }

    /** The only one on the invitation who is listed so. */
    JsonNode listed(String invitation, String email) {
        return get(caller, invitation + "/invitees?limit=200")
                .json()
                .path("items")
                .valueStream()
                .filter(one -> one.path("email").asString().equals(email))
                .findFirst()
                .orElseThrow();
    }

    /** The path of the only one on the invitation who is listed so. */
    String path(String invitation, String email) {
        return "/api/v1/invitees/" + listed(invitation, email).path("id").asString();
    }

    /** The id at the end of an invitation's path. */
    static UUID uuid(String invitation) {
        return UUID.fromString(invitation.substring(invitation.lastIndexOf('/') + 1));
    }

    static List<String> outcomes(Answers added) {
        return added.json()
                .path("results")
                .valueStream()
                .map(one -> one.path("outcome").asString())
                .toList();
    }

    void member(String organization, String address) {
        api.execute(
                """
                insert into onboarding.member (organization_id, address, id, grant_ids, joined_at)
                values (?, ?, ?, '{}', now())""",
                UUID.fromString(organization),
                address,
                MemberId.of(new OrganizationId(UUID.fromString(organization)), address)
                        .value());
    }

    /** As the worker writes it. */
    void holdsAUse(String invitation, String address, String outcome) {
        UUID of = uuid(invitation);
        api.execute(
                """
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                    requested_at, decided_at, outcome, grant_set_id, joined, log_offset)
                values (?, ?, ?, (select count(*) + 1 from onboarding.acceptance where invitation_id = ?), 0, ?, now(), now(),
                    ?, ?, false, 0)""",
                UUID.randomUUID(),
                UUID.fromString(id),
                of,
                of,
                address,
                outcome,
                outcome.equals("accepted") ? UUID.randomUUID() : null);
    }
}
