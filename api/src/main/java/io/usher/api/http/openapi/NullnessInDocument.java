package io.usher.api.http.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says in the OpenAPI document what the records say: a component that is not {@link Nullable} is always there, one that
 * is may be null, and one that is left out if it says nothing may be missing.
 */
@Component
final class NullnessInDocument implements ModelConverter {

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Schema<?> resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        JavaType javaType = Json.mapper().constructType(type.getType());
        if (resolved != null && javaType != null && javaType.getRawClass().isRecord()) {
            Schema<?> model = resolved.get$ref() == null
                    ? resolved
                    : context.getDefinedModels().get(resolved.get$ref().substring("#/components/schemas/".length()));
            if (model != null && model.getProperties() != null) {
                describe(model, javaType.getRawClass());
            }
        }
        return resolved;
    }

    private static void describe(Schema<?> model, Class<?> type) {
        @SuppressWarnings("rawtypes") // as Swagger declares it
        Map<String, Schema> properties = model.getProperties();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                describe(model, component.getType());
                continue;
            }
            Schema<?> property = properties.get(component.getName());
            if (property == null) {
                continue;
            }
            boolean required =
                    model.getRequired() != null && model.getRequired().contains(component.getName());
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                if (!required && !component.getAccessor().isAnnotationPresent(JsonInclude.class)) {
                    model.addRequiredItem(component.getName());
                }
            } else if (!required && property.get$ref() != null) {
                properties.put(component.getName(), orNull(property));
            } else if (!required && property.getTypes() != null && property.getEnum() == null) {
                Set<String> types = new HashSet<>(property.getTypes());
                types.add("null");
                property.setTypes(types);
            }
        }
    }

    private static Schema<?> orNull(Schema<?> reference) {
        return new Schema<>()
                .specVersion(reference.getSpecVersion())
                .description(reference.getDescription())
                .anyOf(List.of(
                        new Schema<>().specVersion(reference.getSpecVersion()).$ref(reference.get$ref()),
                        new Schema<>().specVersion(reference.getSpecVersion()).types(Set.of("null"))));
    }
}
