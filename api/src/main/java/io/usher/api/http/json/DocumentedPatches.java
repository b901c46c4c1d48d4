package io.usher.api.http.json;

import static java.util.Objects.requireNonNull;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says in the OpenAPI document that a merge patch has the properties of the whole, and that it needs none of them. */
@Configuration(proxyBeanMethods = false)
class DocumentedPatches {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final String PATCH = "Patch";

    @Bean
    OpenApiCustomizer patchesInDocument() {
        return document -> document.getPaths().values().stream()
                .map(PathItem::getPatch)
                .filter(Objects::nonNull)
                .map(Operation::getRequestBody)
                .flatMap(body -> body.getContent().values().stream())
                .forEach(content -> patch(document, content));
    }

    /** Media types of one operation may share their schema: then it is a patch already. */
    private static void patch(OpenAPI document, MediaType content) {
        String whole = content.getSchema().get$ref().substring(SCHEMAS.length());
        if (whole.endsWith(PATCH)) {
            return;
        }
        Schema<?> schema = requireNonNull(document.getComponents().getSchemas().get(whole), whole);
        Schema<?> patch = new Schema<>()
                .specVersion(schema.getSpecVersion())
                .types(schema.getTypes())
                .properties(schema.getProperties())
                .description(
                        "Objects are merged, everything else that is named is replaced, null clears, what is absent stays"
                                + " (RFC 7396).");
        document.getComponents().addSchemas(whole + PATCH, patch);
        content.setSchema(new Schema<>().specVersion(schema.getSpecVersion()).$ref(SCHEMAS + whole + PATCH));
    }
}
