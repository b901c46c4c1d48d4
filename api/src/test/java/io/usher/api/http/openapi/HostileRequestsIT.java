package io.usher.api.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever is sent to whatever operation, the answer is one that the document states. For more requests than the build
 * has time for: {@code -Dhostile.rounds=100 -Dhostile.seed=1}. Some of it replays all dead letters.
 */
@ResourceLock("dead letters")
class HostileRequestsIT {

    private static final long SEED = Long.getLong("hostile.seed", 20_261_129L);
    private static final int ROUNDS = Integer.getInteger("hostile.rounds", 12);

    private final RunningApi api = RunningApi.shared();
    private final ServedDocument document = ServedDocument.of(api);
    private final AnswerSchemas schemas = new AnswerSchemas(document);
    private final Calls calls = new Calls(api);
    private final FilledOrganization organization = FilledOrganization.on(api);
    private final HostileValues values = new HostileValues(
            document, new Random(SEED), List.copyOf(organization.ids().values()));
    private final WebTestClient reader =
            api.as(api.key(organization.path().replaceFirst(".*/", ""), "statistics:read"));
    private final Set<String> codes = Set.copyOf(List.of(document.json()
            .at("/components/schemas/Problem/properties/code/description")
            .asString()
            .split("[^a-z-]+")));

    @Test
    void everyAnswerIsOneThatTheDocumentStates() {
        List<String> wrong = new ArrayList<>();
        int served = 0;
        for (Operation operation : document.operations()) {
            for (int round = 0; round < ROUNDS; round++) {
                HostileRequest request = HostileRequest.of(operation, values, organization.ids());
                Answers answer = answer(caller(operation), operation, request);
                served += answer.status() < 300 ? 1 : 0;
                wrongWith(operation, answer)
                        .ifPresent(reason -> wrong.add(reason + "\n  " + request + "\n  " + answer));
            }
        }

        assertThat(wrong).as("with the seed %d", SEED).isEmpty();
        assertThat(served).as("served of all").isGreaterThan(ROUNDS * 10);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    @ResourceLock(Resources.SYSTEM_OUT)
    void everyAnswerToAFormWithAFileIsOneThatTheDocumentStates(CapturedOutput log) {
        HostileForms forms = new HostileForms(values);
        List<String> wrong = new ArrayList<>();
        int served = 0;
        for (Operation operation : document.operations()) {
            if (!operation.takesForms()) {
                continue;
            }
            for (int round = 0; round < ROUNDS * 10; round++) {
                HostileRequest request = forms.of(operation, organization.ids());
                Answers answer = answer(organization.admin(), operation, request);
                served += answer.status() < 300 ? 1 : 0;
                wrongWith(operation, answer)
                        .ifPresent(reason -> wrong.add(reason + "\n  " + request + "\n  " + answer));
            }
        }

        assertThat(wrong).as("with the seed %d", SEED).isEmpty();
        assertThat(served).as("served of all").isGreaterThan(ROUNDS);
        assertThat(log)
                .as("no buffer is released twice, and a refusal is no failure")
                .doesNotContain("IllegalReferenceCountException", "DecodingException");
    }

    private Answers answer(WebTestClient caller, Operation operation, HostileRequest request) {
        try {
            return calls.call(caller, operation.method(), request.path(), request.headers(), request.body());
        } catch (IllegalStateException late) {
            throw new AssertionError("no answer to %s with the seed %d".formatted(request, SEED), late);
        }
    }

    /** Now and then one who may do next to nothing. Only the platform's keys can have the scopes of some operations. */
    private WebTestClient caller(Operation operation) {
        if (values.oneIn(8)) {
            return reader;
        }
        boolean platforms =
                operation.scopes().contains("ops") || operation.scopes().contains("organizations:write");
        return platforms && !values.oneIn(3) ? api.platform() : organization.admin();
    }

    private Optional<String> wrongWith(Operation operation, Answers answer) {
        if (!operation.statuses().contains(answer.status())) {
            return Optional.of("status " + answer.status() + " is not stated");
        }
        String type = answer.header(HttpHeaders.CONTENT_TYPE);
        if (answer.status() >= 400) {
            return type.startsWith("application/problem+json") && codes.contains(answer.at("code"))
                    ? Optional.empty()
                    : Optional.of("no problem with a code that is listed");
        }
        return type.startsWith("application/json")
                ? Operation.contents(operation.response(answer.status()))
                        .filter(content -> content.mediaType().equals("application/json"))
                        .map(content -> schemas.errors(content.schema(), json(answer)))
                        .filter(errors -> !errors.isEmpty())
                        .map(Object::toString)
                        .findFirst()
                : Optional.empty();
    }

    private static JsonNode json(Answers answer) {
        return JsonMapper.shared().readTree(answer.text());
    }
}
