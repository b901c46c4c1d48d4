package io.usher.api.keys;

import static java.util.Objects.requireNonNull;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.usher.api.http.security.Permission;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({IssuingKeys.class})
class KeysConfiguration {

    /** Lists in the OpenAPI document the scopes that a new key can have. */
    @Bean
    OpenApiCustomizer scopesInDocument() {
        return document -> {
            list(document, KeyController.NewKey.class, Permission.scopesOfOrganizations());
            list(document, KeyController.NewPlatformKey.class, Permission.scopes());
        };
    }

    private static void list(OpenAPI document, Class<?> body, List<Permission> scopes) {
        String name = body.getSimpleName();
        @SuppressWarnings("rawtypes") // as Swagger declares it
        Map<String, Schema> properties = requireNonNull(
                        document.getComponents().getSchemas().get(name), name)
                .getProperties();
        @SuppressWarnings("unchecked")
        Schema<String> items = requireNonNull(properties.get("scopes"), name).getItems();
        items.setEnum(scopes.stream().map(Permission::wireName).toList());
    }
}
