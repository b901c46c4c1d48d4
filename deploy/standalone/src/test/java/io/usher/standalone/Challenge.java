package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** A public invitation with a quota, two roles and a team in a new organization, created through the API. */
record Challenge(OrganizationId organization, InvitationId invitation, int quota) {

    static Challenge with(ApiClient api, int quota) {
        OrganizationId organization = new OrganizationId(created(api, "/organizations", "{\"name\": \"Layer Five\"}"));
        String within = "/organizations/%s".formatted(organization);
        UUID role = created(api, within + "/roles", "{\"name\": \"contestant\", \"permissions\": []}");
        UUID team = created(api, within + "/teams", "{\"name\": \"Finalists\"}");
        assertThat(role).isNotEqualTo(team);
        return new Challenge(
                organization, new InvitationId(created(api, within + "/invitations", """
                {"name": "Challenge", "quota": %d, "roles": ["learner", "contestant"], "teams": ["Finalists"],
                 "expiresAt": "2099-01-01T00:00:00Z"}
                """.formatted(quota))), quota);
    }

    private static UUID created(ApiClient api, String path, String json) {
        Answer answer = api.postUntilConfirmed(path, json);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return UUID.fromString(answer.body().path("id").asString());
    }

    /** Addresses that no other challenge has. */
    List<String> people(int from, int until) {
        return IntStream.range(from, until)
                .mapToObj(number -> "p%d%s".formatted(number, domain()))
                .toList();
    }

    /** Whether an address is one of {@link #people}. */
    boolean hasAddress(String address) {
        return address.endsWith(domain());
    }

    /** The end of their addresses. */
    String domain() {
        return "@%s.example.org".formatted(invitation);
    }
}
