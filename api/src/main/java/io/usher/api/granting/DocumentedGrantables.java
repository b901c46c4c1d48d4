package io.usher.api.granting;

import static io.usher.api.granting.GrantableController.THING;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.usher.api.http.security.DocumentedCallers;
import io.usher.contract.event.GrantKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;

/** Documents each kind of grantables by its own name. */
@Configuration(proxyBeanMethods = false)
class DocumentedGrantables {

    private static final String NAME_TAKEN = "`name-taken`";
    private static final String BUILT_IN = "`role-built-in`";

    private static final Pattern ONE = Pattern.compile("/([a-z]+)s/\\{" + THING + "}");

    @Bean
    OperationCustomizer kindsInDocument(List<GrantableController<?, ?>> controllers) {
        return (operation, handler) -> {
            controllers.stream()
                    .filter(controller -> controller.getClass().equals(handler.getBeanType()))
                    .forEach(controller -> describe(operation, handler, controller.kind()));
            return operation;
        };
    }

    private static void describe(Operation operation, HandlerMethod handler, GrantKind kind) {
        operation.setSummary(operation.getSummary().replace(THING, kind.wireName()));
        boolean reading = handler.hasMethodAnnotation(GetMapping.class);
        DocumentedCallers.describe(
                operation, reading ? KeepingGrantables.toRead(kind) : KeepingGrantables.toChange(kind));
        String schema = StringUtils.capitalize(kind.wireName());
        switch (handler.getMethod().getName()) {
            case "make" -> {
                operation
                        .getResponses()
                        .addApiResponse(
                                "201",
                                new ApiResponse()
                                        .description("It is made")
                                        .content(content(schema, "application/json")));
                refused(operation, 409, NAME_TAKEN);
            }
            case "change" -> {
                operation.setRequestBody(new RequestBody()
                        .required(true)
                        .content(content("Changeable" + schema, "application/json", "application/merge-patch+json")));
                refused(operation, 409, kind == GrantKind.ROLE ? NAME_TAKEN + " or " + BUILT_IN : NAME_TAKEN);
            }
            case "delete" -> {
                if (kind == GrantKind.ROLE) {
                    refused(operation, 409, BUILT_IN);
                } else if (kind == GrantKind.UNIT) {
                    refused(operation, 409, "`unit-not-empty`");
                } else if (kind == GrantKind.TEAM) {
                    operation.setDescription(operation.getDescription()
                            + " The invitation that people are invited to the team by is disabled.");
                }
            }
            default -> {}
        }
        if (kind == GrantKind.UNIT && operation.getRequestBody() != null) {
            refused(operation, 422, "`unknown-unit` or `unit-within-itself`, of the parent");
        }
    }

    private static void refused(Operation operation, int status, String codes) {
        operation.getResponses().addApiResponse(String.valueOf(status), new ApiResponse().description(codes));
    }

    private static Content content(String schema, String... types) {
        Content content = new Content();
        for (String type : types) {
            content.addMediaType(type, new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + schema)));
        }
        return content;
    }

    /** One of the teams is {@code teams/{team}}. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    OpenApiCustomizer kindsInPaths() {
        return document -> {
            Paths named = new Paths();
            document.getPaths().forEach((path, item) -> {
                Matcher one = ONE.matcher(path);
                if (one.find()) {
                    item.readOperations().stream()
                            .flatMap(operation -> operation.getParameters().stream())
                            .filter(parameter -> parameter.getName().equals(THING))
                            .forEach(parameter -> parameter.setName(one.group(1)));
                }
                named.addPathItem(one.replaceFirst("/$1s/{$1}"), item);
            });
            document.setPaths(named);
        };
    }
}
