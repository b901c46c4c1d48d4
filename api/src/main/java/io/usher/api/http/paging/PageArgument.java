package io.usher.api.http.paging;

import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Gives controllers the {@link PageRequest} as an argument. */
@Configuration(proxyBeanMethods = false)
class PageArgument {

    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";

    @Bean
    QueryArgument<PageRequest> pageRequestArgument() {
        return new QueryArgument<>(PageRequest.class, PageArgument::read, PageArgument::parameters);
    }

    private static PageRequest read(ServerHttpRequest request) {
        return PageRequest.of(
                request.getPath().pathWithinApplication().value(),
                request.getQueryParams().getFirst(LIMIT),
                request.getQueryParams().getFirst(CURSOR));
    }

    private static List<QueryParameter> parameters() {
        return List.of(
                QueryArgument.parameter(
                        LIMIT,
                        "How many items at most",
                        new IntegerSchema()
                                .format("int32")
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(PageRequest.MOST))
                                ._default(PageRequest.USUAL)),
                QueryArgument.text(CURSOR, "The `next` of the page before, of this list; absent = the first page"));
    }
}
