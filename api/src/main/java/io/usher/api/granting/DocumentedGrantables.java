package io.usher.api.granting;

import static io.usher.api.granting.GrantableController.THING;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;
import org.springframework.web.method.HandlerMethod;

/** Has the OpenAPI document tell of each kind of grantables by its own name. */
@Configuration(proxyBeanMethods = false)
class DocumentedGrantables {

    @Bean
    OperationCustomizer kindsInDocument(List<GrantableController<?, ?>> controllers) {
        return (operation, handler) -> {
            controllers.stream()
                    .filter(controller -> controller.getClass().equals(handler.getBeanType()))
                    .forEach(controller ->
                            describe(operation, handler, controller.kind().wireName()));
            return operation;
        };
    }

    private static void describe(Operation operation, HandlerMethod handler, String kind) {
        operation.setSummary(operation.getSummary().replace(THING, kind));
        for (Parameter parameter : operation.getParameters()) {
            parameter.setName(parameter.getName().replace(THING, kind));
        }
        String schema = StringUtils.capitalize(kind);
        switch (handler.getMethod().getName()) {
            case "make" ->
                operation
                        .getResponses()
                        .addApiResponse(
                                "201",
                                new ApiResponse().description("It is made").content(json(schema)));
            case "change" ->
                operation.setRequestBody(new RequestBody().required(true).content(json("Changeable" + schema)));
            default -> {}
        }
    }

    private static Content json(String schema) {
        return new Content()
                .addMediaType(
                        "application/json",
                        new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + schema)));
    }

    /** A path calls its parameters as its operations do. */
    @Bean
    OpenApiCustomizer kindsInPaths() {
        return document -> {
            Paths named = new Paths();
            document.getPaths().forEach((path, item) -> named.addPathItem(named(path, item), item));
            document.setPaths(named);
        };
    }

    private static String named(String path, PathItem item) {
        return item.readOperations().stream()
                .map(Operation::getParameters)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .filter(parameter -> "path".equals(parameter.getIn()))
                .map(Parameter::getName)
                .filter(name -> !path.contains("{" + name + "}"))
                .findFirst()
                .map(name -> path.replace("{" + THING + "}", "{" + name + "}"))
                .orElse(path);
    }
}
