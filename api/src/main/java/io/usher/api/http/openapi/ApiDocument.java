package io.usher.api.http.openapi;

import static java.util.stream.Collectors.joining;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/** What the document says of the API as a whole. Callers, failures and repeats are added where they are defined. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

    private static final Set<String> ARTICLES = Set.of("a", "an", "the");

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Usher")
                        .version("v1")
                        .description("Invitations in, seated members out. JSON in camelCase, instants in RFC 3339 UTC."
                                + " `{org}` is an id or slug, `{invitation}` an id or code; roles, teams, units, groups"
                                + " and courses are named by name or id and answered by name. Things of another"
                                + " organization are answered 404, unknown JSON fields 400.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                // Relative: the document is true wherever it was fetched from.
                .servers(List.of(new Server().url("/")));
    }

    /** An operation is called what it does, without the articles: {@code listInvitations}. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    OpenApiCustomizer namesInDocument() {
        return document -> document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.setOperationId(name(operation.getSummary())));
    }

    private static String name(String summary) {
        String name = Arrays.stream(summary.split("[^A-Za-z]+"))
                .filter(word -> !ARTICLES.contains(word))
                .map(StringUtils::capitalize)
                .collect(joining());
        return StringUtils.uncapitalize(name);
    }
}
