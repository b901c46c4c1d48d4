package io.usher.api.http.problem;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts problem documents into the OpenAPI document: any request may be answered by one. */
@Configuration(proxyBeanMethods = false)
class DocumentedProblems {

    private static final String WHEN =
            "Not served: 400 malformed or invalid, 401 no valid key, 403 not within the key's"
                    + " scopes, 404 not there or another organization's, 408 a body that does not come, 409 not in this"
                    + " state, 412 another version, 413 a body that is too large, 414 and 431 a path or headers that are"
                    + " too long, 415 not plain JSON, 422 against a rule, 429 and 503 try again after `Retry-After`. The"
                    + " codes are listed with the schema.";

    @Bean
    OpenApiCustomizer problemsInDocument() {
        return document -> {
            ModelConverters.getInstance(true).readAll(ProblemBody.class).forEach(document.getComponents()::addSchemas);
            document.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .forEach(operation -> operation.getResponses().addApiResponse("default", problem()));
        };
    }

    private static ApiResponse problem() {
        return new ApiResponse()
                .description(WHEN)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
    }
}
