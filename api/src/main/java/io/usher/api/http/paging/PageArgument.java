package io.usher.api.http.paging;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import java.math.BigDecimal;
import java.util.Arrays;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Gives controllers the {@link PageRequest} as an argument, and the OpenAPI document the parameters it is read from. */
@Configuration(proxyBeanMethods = false)
class PageArgument implements WebFluxConfigurer, HandlerMethodArgumentResolver {

    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(PageRequest.class);
    }

    @Override
    public void configureArgumentResolvers(ArgumentResolverConfigurer resolvers) {
        resolvers.addCustomResolver(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType().equals(PageRequest.class);
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindings, ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        return Mono.fromSupplier(() -> PageRequest.of(
                request.getPath().pathWithinApplication().value(),
                request.getQueryParams().getFirst(LIMIT),
                request.getQueryParams().getFirst(CURSOR)));
    }

    @Bean
    OperationCustomizer pagesInDocument() {
        return (operation, handler) -> isList(handler) ? documented(operation) : operation;
    }

    private static boolean isList(HandlerMethod handler) {
        return Arrays.asList(handler.getMethod().getParameterTypes()).contains(PageRequest.class);
    }

    private static Operation documented(Operation operation) {
        return operation
                .addParametersItem(new QueryParameter()
                        .name(LIMIT)
                        .description("How many items at most")
                        .schema(new IntegerSchema()
                                .format("int32")
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(PageRequest.MOST))
                                ._default(PageRequest.USUAL)))
                .addParametersItem(new QueryParameter()
                        .name(CURSOR)
                        .description("The `next` of the page before, of this list; absent = the first page")
                        .schema(new StringSchema()));
    }
}
