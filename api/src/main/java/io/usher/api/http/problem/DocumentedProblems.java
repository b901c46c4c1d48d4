package io.usher.api.http.problem;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;

/**
 * Puts problem documents into the OpenAPI document. The statuses that any request may be answered with are the same
 * everywhere, others follow from what the operation has. Operations name 409 themselves, and 422 with more than the key of
 * a POST that was used for another request.
 */
@Configuration(proxyBeanMethods = false)
class DocumentedProblems {

    private static final int FIRST_PROBLEM = 400;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final List<Integer> OF_ANY_REQUEST = List.of(400, 401, 406, 414, 429, 431, 503);
    private static final List<Integer> OF_BODIES = List.of(408, 413, 415);

    private static final Map<Integer, String> MEANINGS = Map.ofEntries(
            Map.entry(400, "Malformed, or some fields are not valid"),
            Map.entry(401, "No valid key"),
            Map.entry(403, "Not within the scopes of the key"),
            Map.entry(404, "There is no such thing, or it is another organization's"),
            Map.entry(406, "Not served in a form that is accepted"),
            Map.entry(408, "The body has not arrived in time"),
            Map.entry(409, "Not in the present state of things"),
            Map.entry(412, "Changed since the version that was named"),
            Map.entry(413, "The body is too large"),
            Map.entry(414, "The path is too long"),
            Map.entry(415, "The body has a form that is not taken"),
            Map.entry(422, "Against a rule"),
            Map.entry(429, "More than the caller's share; try again after `Retry-After`"),
            Map.entry(431, "The headers are too long"),
            Map.entry(503, "Cannot be served at present; try again after `Retry-After`"));

    /** After the others: what an operation has is known by then. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    OpenApiCustomizer problemsInDocument() {
        return document -> {
            ModelConverters.getInstance(true).readAll(ProblemBody.class).forEach(document.getComponents()::addSchemas);
            MEANINGS.forEach((status, meaning) -> document.getComponents()
                    .addResponses(name(status), problem(status, meaning).content(content())));
            document.getPaths()
                    .values()
                    .forEach(path -> path.readOperationsMap().forEach(DocumentedProblems::describe));
        };
    }

    private static String name(int status) {
        return "Problem" + status;
    }

    private static ApiResponse problem(int status, String meaning) {
        ApiResponse response = new ApiResponse().description(meaning + ". The codes are listed with the schema.");
        if (status == TOO_MANY || status == UNAVAILABLE) {
            response.addHeaderObject(
                    HttpHeaders.RETRY_AFTER,
                    new Header().description("In seconds").schema(new Schema<>().types(Set.of("integer"))));
        }
        return response;
    }

    private static Content content() {
        return new Content()
                .addMediaType(
                        "application/problem+json",
                        new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem")));
    }

    private static void describe(HttpMethod method, Operation operation) {
        ApiResponses responses = operation.getResponses();
        responses.forEach((status, response) -> {
            if (Integer.parseInt(status) >= FIRST_PROBLEM) {
                response.setContent(content());
            }
        });
        statuses(method, operation)
                .filter(status -> !responses.containsKey(String.valueOf(status)))
                .forEach(status -> responses.addApiResponse(
                        String.valueOf(status), new ApiResponse().$ref("#/components/responses/" + name(status))));
    }

    private static IntStream statuses(HttpMethod method, Operation operation) {
        List<Integer> statuses = new ArrayList<>(OF_ANY_REQUEST);
        if (operation.getSecurity() != null) {
            statuses.add(403);
        }
        if (has(operation, parameter -> "path".equals(parameter.getIn()))) {
            statuses.add(404);
        }
        if (has(operation, parameter -> HttpHeaders.IF_MATCH.equals(parameter.getName()))) {
            statuses.add(412);
        }
        if (operation.getRequestBody() != null) {
            statuses.addAll(OF_BODIES);
        }
        if (method == HttpMethod.POST) {
            statuses.add(422);
        }
        return statuses.stream().mapToInt(Integer::intValue).sorted();
    }

    private static boolean has(Operation operation, Predicate<Parameter> wanted) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(wanted);
    }
}
