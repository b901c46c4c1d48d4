package io.usher.api.http.paging;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.core.MethodParameter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Gives controllers an argument that is read from query parameters, and the OpenAPI document these parameters, for each
 * operation whose method has an argument of the type. To be a bean.
 */
public final class QueryArgument<T> implements WebFluxConfigurer, HandlerMethodArgumentResolver, OperationCustomizer {

    private final Class<T> type;
    private final Function<ServerHttpRequest, T> reading;
    private final Supplier<List<QueryParameter>> parameters;

    /**
     * @param reading may throw a refusal
     * @param parameters in the order of the document; new ones for each operation
     */
    public QueryArgument(
            Class<T> type, Function<ServerHttpRequest, T> reading, Supplier<List<QueryParameter>> parameters) {
        this.type = type;
        this.reading = reading;
        this.parameters = parameters;
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(type);
    }

    /** The values of a parameter, joined by commas if it is repeated; null = it is absent. */
    public static @Nullable String text(ServerHttpRequest request, String name) {
        List<String> values = request.getQueryParams().get(name);
        return values == null || values.getFirst() == null ? null : String.join(",", values);
    }

    /** An optional parameter that is text. */
    public static QueryParameter text(String name, String description) {
        return parameter(name, description, new StringSchema());
    }

    /** An optional parameter. */
    public static QueryParameter parameter(String name, @Nullable String description, Schema<?> schema) {
        QueryParameter parameter = new QueryParameter();
        parameter.name(name).description(description).required(false).schema(schema);
        return parameter;
    }

    @Override
    public void configureArgumentResolvers(ArgumentResolverConfigurer resolvers) {
        resolvers.addCustomResolver(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType().equals(type);
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindings, ServerWebExchange exchange) {
        return Mono.fromSupplier(() -> reading.apply(exchange.getRequest()));
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        if (Arrays.asList(handler.getMethod().getParameterTypes()).contains(type)) {
            parameters.get().forEach(operation::addParametersItem);
        }
        return operation;
    }
}
