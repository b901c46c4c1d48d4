package io.usher.api.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.http.security.Permission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Nothing of one organization is visible from another: over every route that names something. */
@ResourceLock(value = "dead letters", mode = ResourceAccessMode.READ)
class ForeignIdsIT {

    private final RunningApi api = RunningApi.shared();
    private final ServedDocument document = ServedDocument.of(api);
    private final Calls calls = new Calls(api);
    private final FilledOrganization own = FilledOrganization.on(api);
    private final FilledOrganization foreign = FilledOrganization.on(api);

    @Test
    void thingsOfAnotherOrganizationAreAnsweredAsIfThereWereNone() {
        List<String> before = everythingOf(foreign);
        List<Operation> named = document.operations().stream()
                .filter(operation -> !operation.pathParameters().isEmpty())
                .toList();

        assertThat(named).hasSizeGreaterThan(60);
        for (Operation operation : named) {
            List<String> parameters = operation.pathParameters();
            for (int owned = 0; owned < parameters.size(); owned++) {
                refused(operation, parameters.subList(0, owned));
            }
        }
        assertThat(everythingOf(foreign)).isEqualTo(before);
    }

    /** @param owned the parameters that name things of the caller's organization; the others are foreign */
    private void refused(Operation operation, List<String> owned) {
        Answers answer = call(operation, owned, foreign.ids());
        Answers ofNothing = call(operation, owned, Map.of());

        assertThat(answer.problem())
                .as(operation + ", own: " + owned)
                .isEqualTo(isOfPlatform(operation) ? "403 forbidden" : "404 not-found");
        assertThat(answer.text()).as(operation + ", own: " + owned).isEqualTo(ofNothing.text());
    }

    private Answers call(Operation operation, List<String> owned, Map<String, String> others) {
        Map<String, String> ids = new HashMap<>();
        for (String parameter : operation.pathParameters()) {
            ids.put(parameter, id(parameter, owned.contains(parameter) ? own.ids() : others));
        }
        return calls.example(own.admin(), operation, ids);
    }

    /** Of nothing if there are no ids at all. */
    private static String id(String parameter, Map<String, String> ids) {
        String id = ids.isEmpty() ? UUID.randomUUID().toString() : ids.get(parameter);
        if (id == null) {
            throw new AssertionError("no foreign id for {" + parameter + "}");
        }
        return id;
    }

    /** What belongs to no organization is no secret, and no key of an organization can have its scopes. */
    private static boolean isOfPlatform(Operation operation) {
        return !operation.path().contains("{org}")
                && operation.scopes().stream()
                        .allMatch(scope -> Permission.scopeNamed(scope)
                                .map(Permission::isPlatforms)
                                .orElseThrow());
    }

    /** But that the key is used with which it is read. */
    private List<String> everythingOf(FilledOrganization organization) {
        return document.operations().stream()
                .filter(operation -> operation.method().name().equals("GET"))
                .filter(operation -> !operation.pathParameters().isEmpty() && !isOfPlatform(operation))
                .filter(operation -> !operation.path().endsWith("/stream"))
                .map(operation -> calls.example(organization.admin(), operation, organization.ids()))
                .map(answer -> answer.text().replaceAll("\"lastUsedAt\":\"[^\"]*\"", "\"lastUsedAt\":null"))
                .toList();
    }
}
