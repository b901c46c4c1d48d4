package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.resilience.ApiClient;
import io.usher.resilience.ApiClient.Answer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** A public invitation with a quota, two roles and a team, of an organization of its own, made through the API. */
record Challenge(OrganizationId organization, InvitationId invitation, int quota) {

    static Challenge with(ApiClient api, int quota) {
        OrganizationId organization = new OrganizationId(id(api.post("/organizations", "{\"name\": \"Layer Five\"}")));
        UUID role = id(api.post(
                "/organizations/%s/roles".formatted(organization), "{\"name\": \"contestant\", \"permissions\": []}"));
        UUID team = id(api.post("/organizations/%s/teams".formatted(organization), "{\"name\": \"Finalists\"}"));
        assertThat(role).isNotEqualTo(team);
        InvitationId invitation = new InvitationId(
                id(api.post("/organizations/%s/invitations".formatted(organization), """
                {"name": "Challenge", "quota": %d, "roles": ["learner", "contestant"], "teams": ["Finalists"],
                 "expiresAt": "2099-01-01T00:00:00Z"}
                """.formatted(quota))));
        return new Challenge(organization, invitation, quota);
    }

    private static UUID id(Answer created) {
        assertThat(created.status()).as("%s", created.body()).isEqualTo(201);
        return UUID.fromString(created.body().path("id").asString());
    }

    /** Addresses that nobody else has. */
    List<String> people(int from, int until) {
        return IntStream.range(from, until)
                .mapToObj(number -> "p%d%s".formatted(number, domain()))
                .toList();
    }

    /** Whether an address is one of {@link #people}. */
    boolean asks(String address) {
        return address.endsWith(domain());
    }

    private String domain() {
        return "@%s.example.org".formatted(invitation);
    }
}
