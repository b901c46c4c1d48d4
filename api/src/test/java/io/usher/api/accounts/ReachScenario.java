package io.usher.api.accounts;

import static io.usher.api.Answers.get;
import static io.usher.api.RunningApi.created;
import static io.usher.api.RunningApi.served;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.test.web.reactive.server.WebTestClient;

/** An organization with the units North, of which Harbour is a part, and South, and people who may reach some of it. */
abstract class ReachScenario {

    final RunningApi api = RunningApi.shared();
    final MemberRows members = new MemberRows(api.database());
    final OrganizationId organization = new OrganizationId(UUID.fromString(
            api.organization("Reach " + System.nanoTime()).path("id").asString()));
    final String path = "/api/v1/organizations/" + organization;
    final UUID north = make("units", Map.of("name", "North"));
    final UUID harbour = make("units", Map.of("name", "Harbour", "parent", "North"));
    final UUID south = make("units", Map.of("name", "South"));

    private UUID make(String kind, Object body) {
        return UUID.fromString(
                created(api.platform(), path + "/" + kind, body).path("id").asString());
    }

    @CanIgnoreReturnValue
    final UUID team(String name) {
        return make("teams", Map.of("name", name));
    }

    final UUID role(String name) {
        return UUID.fromString(served(() -> get(api.platform(), path + "/roles/" + name), Answers::status)
                .at("id"));
    }

    /** Somebody who is signed in. */
    @CanIgnoreReturnValue
    final NewAccount person(String role, UUID... more) {
        NewAccount account = NewAccount.on(api);
        members.add(organization, account.address(), and(role(role), more));
        return account;
    }

    /** Adds a member. */
    final void member(String address, String role, UUID... more) {
        members.add(organization, address, and(role(role), more));
    }

    static UUID[] and(UUID first, UUID... more) {
        UUID[] all = new UUID[more.length + 1];
        all[0] = first;
        System.arraycopy(more, 0, all, 1, more.length);
        return all;
    }

    final String memberPath(String address) {
        return path + "/members/" + MemberId.of(organization, address);
    }

    /** Makes an invitation for nobody yet; returns its path. */
    final String invitation(WebTestClient client, String name, String unit, String... roles) {
        Answers made = Answers.post(client, path + "/invitations", targeted(name, unit, roles));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return "/api/v1/invitations/" + made.at("id");
    }

    /** @param unit "" = none */
    static Map<String, Object> targeted(String name, String unit, String... roles) {
        Map<String, Object> invitation =
                new HashMap<>(Map.of("name", name, "mode", "targeted", "sendEmails", false, "roles", List.of(roles)));
        if (!unit.isEmpty()) {
            invitation.put("unit", unit);
        }
        return invitation;
    }

    static List<String> listed(WebTestClient client, String path, String property) {
        Answers page = get(client, path);
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        return page.json()
                .path("items")
                .valueStream()
                .map(one -> one.path(property).asString())
                .sorted()
                .toList();
    }
}
