package io.usher.api.http.openapi;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.accounts.NewAccount;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.OrganizationId;
import java.util.Map;
import java.util.UUID;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Members of an organization who are signed in. */
final class SignedInPerson {

    private SignedInPerson() {}

    /** The calls of a page of somebody who has the role alone, and is in a unit of their own, which no other call deletes. */
    static WebTestClient with(RunningApi api, Map<String, String> ids, String role) {
        String organization = ids.getOrDefault("org", "");
        UUID id = UUID.fromString(
                Answers.get(api.platform(), "/api/v1/organizations/" + organization + "/roles?q=" + role)
                        .json()
                        .path("items")
                        .valueStream()
                        .filter(one -> one.path("name").asString().equals(role))
                        .findFirst()
                        .orElseThrow()
                        .path("id")
                        .asString());
        NewAccount account = NewAccount.on(api);
        new MemberRows(api.database())
                .add(new OrganizationId(UUID.fromString(organization)), account.address(), id, unit(api, organization));
        return account.page();
    }

    private static UUID unit(RunningApi api, String organization) {
        return UUID.fromString(RunningApi.created(
                        api.platform(),
                        "/api/v1/organizations/" + organization + "/units",
                        Map.of("name", "Unit " + UUID.randomUUID()))
                .path("id")
                .asString());
    }
}
