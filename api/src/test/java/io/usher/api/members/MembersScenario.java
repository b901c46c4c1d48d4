package io.usher.api.members;

import static io.usher.api.Answers.get;
import static io.usher.api.RunningApi.created;
import static io.usher.api.RunningApi.served;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** An organization with members, and a caller who may change them. */
abstract class MembersScenario {

    static final String ADA = "ada@example.com";

    final RunningApi api = RunningApi.shared();
    final MemberRows rows = new MemberRows(api.database());
    final OrganizationId organization = new OrganizationId(UUID.fromString(
            api.organization("Members " + System.nanoTime()).get("id").asString()));
    final WebTestClient client = patient(api.as(api.key(organization.toString(), "members:write", "teams:write")));
    final String members = "/api/v1/organizations/" + organization + "/members";

    /** One that waits for a decision for as long as it may. */
    static WebTestClient patient(WebTestClient client) {
        return client.mutate().defaultHeader("Prefer", "wait=30").build();
    }

    UUID team(String name) {
        return UUID.fromString(created(client, "/api/v1/organizations/" + organization + "/teams", Map.of("name", name))
                .get("id")
                .asString());
    }

    UUID role(String name) {
        return UUID.fromString(
                served(() -> get(client, "/api/v1/organizations/" + organization + "/roles/" + name), Answers::status)
                        .at("id"));
    }

    String id(String address) {
        return MemberId.of(organization, address).toString();
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
