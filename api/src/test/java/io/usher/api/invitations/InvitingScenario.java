package io.usher.api.invitations;

import io.usher.api.RunningApi;
import org.junit.jupiter.api.TestInstance;
import org.springframework.test.web.reactive.server.WebTestClient;

/** An organization, and a caller who may invite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InvitingScenario {

    final RunningApi api = RunningApi.shared();
    final String id =
            api.organization("Inviting " + System.nanoTime()).get("id").asString();
    final String path = "/api/v1/organizations/" + id + "/invitations";
    final WebTestClient caller = api.as(
            api.key(id, "invitations:read", "invitations:write", "members:read", "members:write", "statistics:read"));
}
