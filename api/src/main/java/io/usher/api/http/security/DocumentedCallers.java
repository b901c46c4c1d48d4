package io.usher.api.http.security;

import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says in the OpenAPI document how callers prove who they are. */
@Configuration(proxyBeanMethods = false)
class DocumentedCallers {

    private static final String SCHEME = "key";

    @Bean
    OpenApiCustomizer callersInDocument() {
        return document -> {
            document.getComponents()
                    .addSecuritySchemes(
                            SCHEME,
                            new SecurityScheme()
                                    .type(SecurityScheme.Type.HTTP)
                                    .scheme("bearer")
                                    .description("An API key. Each operation says which scopes it takes; a key of an"
                                            + " organization sees that organization alone."));
            document.addSecurityItem(new SecurityRequirement().addList(SCHEME));
        };
    }
}
