package io.usher.api.pages.console;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.OrganizationId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** An organization and people with roles in it, who use the console without script. Each role signs in once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsoleScenario {

    final RunningApi api = RunningApi.shared();
    final JsonNode organization = api.organization("Console " + System.nanoTime());
    final String id = organization.path("id").asString();
    final String home = "/console/" + organization.path("slug").asString();
    final String path = "/api/v1/organizations/" + id;
    final WebTestClient program = api.as(api.key(
            id,
            "invitations:write",
            "members:write",
            "teams:write",
            "courses:write",
            "statistics:read",
            "units:write"));
    private final MemberRows members = new MemberRows(api.database());
    private final Map<String, NewAccount> people = new HashMap<>();

    /** Somebody with that role. */
    final NewAccount with(String role) {
        return people.computeIfAbsent(role, none -> {
            NewAccount account = NewAccount.on(api);
            join(account, id, role);
            return account;
        });
    }

    /** @param more ids of what else they have, such as a unit */
    final void join(NewAccount account, String of, String role, String... more) {
        members.add(
                new OrganizationId(UUID.fromString(of)),
                account.address(),
                Stream.concat(Stream.of(role(of, role)), Stream.of(more).map(UUID::fromString))
                        .toArray(UUID[]::new));
    }

    /** Somebody who runs the platform and is a member of nothing. */
    final NewAccount platformAdministrator() {
        return people.computeIfAbsent("platform", none -> {
            NewAccount account = NewAccount.on(api);
            assertThat(api.execute(
                            "update directory.account set platform_admin = true where address = ?", account.address()))
                    .isOne();
            return account;
        });
    }

    private UUID role(String of, String name) {
        return UUID.fromString(Answers.get(api.platform(), "/api/v1/organizations/" + of + "/roles?limit=200")
                .json()
                .path("items")
                .valueStream()
                .filter(one -> one.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString());
    }

    /** What the administrator sees. */
    final Page get(String page) {
        return with("admin").browser().get(page);
    }

    @CanIgnoreReturnValue
    final Page post(String page, String... fields) {
        return with("admin").browser().post(page, fields);
    }

    /** Makes an invitation with these properties, as a program does; returns its answer. */
    @CanIgnoreReturnValue
    final Answers invitation(Object... properties) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("name", "Workshop"));
        for (int i = 0; i < properties.length; i += 2) {
            body.put((String) properties[i], properties[i + 1]);
        }
        Answers made = Answers.post(program, path + "/invitations", body);
        if (made.status() != 201) {
            throw new AssertionError(made.toString());
        }
        return made;
    }

    /** The invitation as it is now. */
    final JsonNode shown(Answers made) {
        return Answers.get(program, made.header("Location")).json();
    }

    final String page(Answers invitation) {
        return home + "/invitations/" + invitation.at("id");
    }

    /** The value of the first field of that name in a page. */
    static String field(Page page, String name) {
        Matcher field = Pattern.compile("<input[^>]*name=\"" + name + "\"[^>]*value=\"([^\"]*)\"")
                .matcher(page.text());
        if (!field.find()) {
            throw new AssertionError("no field " + name + " in " + page.text());
        }
        return requireNonNull(field.group(1)).replace("&quot;", "\"");
    }
}
