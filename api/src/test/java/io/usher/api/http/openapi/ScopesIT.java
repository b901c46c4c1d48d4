package io.usher.api.http.openapi;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.StubIssuer;
import io.usher.api.http.security.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** The rights of keys and of people, over every route that the program has. */
class ScopesIT {

    private static final String API = "/api/v1";

    private static final List<String> ROLES =
            List.of("admin", "manager", "learner-admin", "learner-analyst", "learner");

    /**
     * The specification, by the first pattern that the path has: what reading takes, and what everything else does, first the
     * scopes of keys and then the roles of people.
     */
    private static final String TABLE = """
            /organizations                                  | *                                   | organizations:write | ALL | -
            /organizations/\\{org}                          | *                                   | organizations:write | INVITERS | admin
            /invitees/\\{invitee}/link                      | invitations:write                   | -     | INVITERS | -
            .*/(stats|\\{invitation}/stream)                | statistics:read invitations:read    | -     | ANALYSTS | -
            (/acceptances/|/invitations/\\{invitation}/acceptances).* | acceptances:write invitations:read | acceptances:write | INVITERS | -
            (/invitations|/invitees|/imports).*             | invitations:read invitations:write  | invitations:write | INVITERS | INVITERS
            /organizations/\\{org}/invitations              | invitations:read invitations:write  | invitations:write | INVITERS | INVITERS
            /organizations/\\{org}/teams/.*/(invitees|imports) | invitations:read invitations:write | invitations:write | INVITERS | INVITERS
            .*/members/\\{member}/erase                     | -                                   | members:write organizations:write | - | admin
            /organizations/\\{org}/(teams/\\{team}/)?members.* | members:read members:write       | members:write | INVITERS | INVITERS
            /organizations/\\{org}/teams.*                  | READERS teams:write                 | teams:write organizations:write | INVITERS | admin learner-admin
            /organizations/\\{org}/(units|groups).*         | READERS units:write                 | units:write organizations:write | INVITERS | admin
            /organizations/\\{org}/courses.*                | READERS courses:write               | courses:write organizations:write | INVITERS | admin learner-admin
            /organizations/\\{org}/(roles|api-keys|audit|suppressions).* | members:write organizations:write   | members:write organizations:write | admin | admin
            /ops/(dead-letters|delivery-reports).*          | ops                                 | ops                 | - | -
            /(api-keys.*|audit)                             | ops organizations:write             | organizations:write | - | -
            """.replace(
                    "READERS", "members:read members:write invitations:read invitations:write organizations:write")
            .replace("ANALYSTS", "admin manager learner-admin learner-analyst")
            .replace("INVITERS", "admin manager learner-admin")
            .replace("ALL", String.join(" ", ROLES));

    private final RunningApi api = RunningApi.shared();
    private final ServedDocument document = ServedDocument.of(api);
    private final Calls calls = new Calls(api);

    @Test
    void theDocumentHasTheRoutesOfTheProgramAndNoOthers() {
        List<String> routes = api
                .context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(route -> route.getMethodsCondition().getMethods().stream()
                        .flatMap(method -> route.getPatternsCondition().getPatterns().stream()
                                .map(pattern -> method + " " + pattern.getPatternString())))
                .filter(route -> route.contains(" /api/"))
                .map(route -> route.replaceFirst("/([a-z]+)s/\\{grantable}", "/$1s/{$1}"))
                .toList();

        assertThat(document.operations().stream().map(Operation::toString))
                .hasSizeGreaterThan(70)
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void operationsTakeTheScopesOfTheSpecification() {
        assertThat(document.operations())
                .allSatisfy(operation ->
                        assertThat(operation.scopes()).as(operation.toString()).isEqualTo(specified(operation)));
    }

    private static Set<String> specified(Operation operation) {
        return specified(operation, 1);
    }

    /** @param first the column of reading */
    private static Set<String> specified(Operation operation, int first) {
        String[] row = TABLE.lines()
                .map(line -> line.split(" \\| "))
                .filter(columns -> operation.path().substring(API.length()).matches(columns[0].strip()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the specification has no row for " + operation));
        String holders = row[operation.method() == HttpMethod.GET ? first : first + 1].strip();
        return holders.equals("*") || holders.equals("-")
                ? Set.of()
                : new TreeSet<>(Arrays.asList(holders.split(" +")));
    }

    private Answers example(WebTestClient caller, Operation operation, FilledOrganization organization) {
        return RunningApi.served(() -> calls.example(caller, operation, organization.ids()), Answers::status);
    }

    /** As {@link #anOperationIsOpenToItsScopesAlone}. */
    @Test
    void anOperationIsOpenToPeopleWithItsRolesAlone() {
        FilledOrganization organization = FilledOrganization.on(api);
        Map<String, WebTestClient> people =
                ROLES.stream().collect(toMap(role -> role, role -> SignedInPerson.with(api, organization.ids(), role)));

        for (Operation operation : document.operations()) {
            Set<String> allowed = specified(operation, 3);
            people.forEach((role, person) -> {
                if (!allowed.contains(role)) {
                    assertThat(example(person, operation, organization).problem())
                            .as(operation + " as " + role)
                            .isEqualTo("403 forbidden");
                }
            });
            for (String role : allowed) {
                Answers answer = example(people.getOrDefault(role, api.anonymous()), operation, organization);
                assertThat(answer.status())
                        .as(operation + " as " + role + answer)
                        .isNotEqualTo(401)
                        .isLessThan(500);
                assertThat(answer.status() == 403 ? answer.at("code") : "")
                        .as(operation + " as " + role + answer)
                        .isNotEqualTo("forbidden");
            }
        }
    }

    /** The forbidden calls come first: those that are allowed change what the paths name. */
    @Test
    void anOperationIsOpenToItsScopesAlone() {
        FilledOrganization organization = FilledOrganization.on(api);
        assertOpenToTheirScopesAlone(organization, callers(key -> secret(key, organization)));
    }

    @Test
    void anOperationIsOpenToTokensWithItsScopesAlone() {
        FilledOrganization organization = FilledOrganization.on(api);
        assertOpenToTheirScopesAlone(organization, callers(key -> token(key, organization)));
    }

    /** A token is the platform's by a scope of the platform. */
    private static String token(Key key, FilledOrganization organization) {
        boolean platforms = key.platforms() && Permission.of(key.scope()).isPlatforms();
        return StubIssuer.shared()
                .tokenFor(claims -> claims.claim("scope", key.scope())
                        .claim(
                                "organization",
                                platforms ? null : organization.ids().get("org")));
    }

    private void assertOpenToTheirScopesAlone(FilledOrganization organization, Map<Key, WebTestClient> keys) {
        for (Operation operation : document.operations()) {
            List<Key> allowed = new ArrayList<>();
            keys.forEach((key, caller) -> {
                if (operation.scopes().isEmpty() || operation.scopes().contains(key.scope())) {
                    allowed.add(key);
                } else {
                    Answers refused = example(caller, operation, organization);
                    assertThat(refused.status())
                            .as(operation + " with " + key + refused)
                            .isEqualTo(403);
                    assertThat(refused.problem()).as(operation + " with " + key).isEqualTo("403 forbidden");
                }
            });
            assertThat(allowed).as(operation.toString()).isNotEmpty();
            for (Key key : allowed) {
                Answers answer = example(keys.getOrDefault(key, api.anonymous()), operation, organization);
                assertThat(answer.status())
                        .as(operation + " with " + key + answer)
                        .isNotEqualTo(401)
                        .isLessThan(500);
                assertThat(answer.status() == 403 ? answer.at("code") : "")
                        .as(operation + " with " + key + answer)
                        .isNotEqualTo("forbidden");
            }
        }
    }

    /** A key with one scope alone. */
    private record Key(String scope, boolean platforms) {}

    private Map<Key, WebTestClient> callers(Function<Key, String> bearer) {
        return Stream.concat(
                        Permission.scopes().stream().map(scope -> new Key(scope.wireName(), true)),
                        Permission.scopesOfOrganizations().stream().map(scope -> new Key(scope.wireName(), false)))
                .collect(toMap(key -> key, key -> api.as(bearer.apply(key))));
    }

    private String secret(Key key, FilledOrganization organization) {
        String where = key.platforms() ? API : organization.path();
        return RunningApi.created(
                        api.platform(),
                        where + "/api-keys",
                        Map.of("name", key.scope(), "scopes", List.of(key.scope())))
                .path("secret")
                .asString();
    }

    @Test
    void nobodyGetsInWithoutAKey() {
        FilledOrganization organization = FilledOrganization.on(api);

        assertThat(document.operations())
                .allSatisfy(operation -> assertThat(example(api.anonymous(), operation, organization)
                                .problem())
                        .isEqualTo("401 unauthorized"));
    }
}
