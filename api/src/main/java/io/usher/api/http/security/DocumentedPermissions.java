package io.usher.api.http.security;

import io.swagger.v3.oas.models.media.Schema;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.PropertyCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lists in the OpenAPI document the permissions of roles and the scopes of keys. */
@Configuration(proxyBeanMethods = false)
class DocumentedPermissions {

    @Bean
    PropertyCustomizer permissionsInDocument() {
        return (property, type) -> {
            PermissionNames names = names(type.getCtxAnnotations());
            if (names != null) {
                list(property, names.value());
            }
            return property;
        };
    }

    private static @Nullable PermissionNames names(Annotation @Nullable [] annotations) {
        if (annotations != null) {
            for (Annotation annotation : annotations) {
                if (annotation instanceof PermissionNames names) {
                    return names;
                }
            }
        }
        return null;
    }

    private static void list(Schema<?> property, PermissionNames.Of holders) {
        Schema<String> name = new Schema<>();
        name.setSpecVersion(property.getSpecVersion());
        name.addType("string");
        name.setEnum(holders.wireNames());
        property.setItems(name);
    }
}
