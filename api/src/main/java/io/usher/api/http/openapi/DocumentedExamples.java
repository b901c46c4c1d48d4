package io.usher.api.http.openapi;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Puts an example into the OpenAPI document for each operation: what is sent, and what is answered. They are files named
 * after the operation, in the folder {@code openapi} of the class path, and tell one story: what one makes others use.
 */
@Configuration(proxyBeanMethods = false)
class DocumentedExamples {

    private static final ObjectMapper JSON = Json31.mapper();
    private static final Set<String> TEXTS = Set.of("text/csv", "message/rfc822");

    /** After the operations have their names. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    OpenApiCustomizer examplesInDocument() {
        return document -> document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> {
                    JsonNode example = example(operation.getOperationId());
                    if (example != null) {
                        describe(operation, example);
                    }
                });
    }

    private static @Nullable JsonNode example(String operation) {
        try (InputStream file = DocumentedExamples.class.getResourceAsStream("/openapi/" + operation + ".json")) {
            return file == null ? null : JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException("no example that could be read: " + operation, e);
        }
    }

    private static void describe(Operation operation, JsonNode example) {
        JsonNode parameters = example.path("parameters");
        if (operation.getParameters() != null) {
            for (Parameter parameter : operation.getParameters()) {
                if (parameters.has(parameter.getName())) {
                    parameter.setExample(parameters.get(parameter.getName()));
                }
            }
        }
        if (example.has("request")) {
            add(operation.getRequestBody().getContent(), example.get("request"));
        }
        if (example.has("answer")) {
            String status = example.path("status").asText();
            add(requireNonNull(operation.getResponses().get(status), status).getContent(), example.get("answer"));
        }
    }

    /** To each form but files: text is one of files and mails alone. */
    private static void add(Content content, JsonNode example) {
        content.forEach((type, form) -> {
            if (TEXTS.contains(type) == example.isTextual() && !type.startsWith("multipart/")) {
                form.setExample(example);
            }
        });
    }
}
