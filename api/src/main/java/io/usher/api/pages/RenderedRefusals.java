package io.usher.api.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.RefusedPages;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@Component
final class RenderedRefusals implements RefusedPages {

    private final RefusalPages pages;

    RenderedRefusals(RefusalPages pages) {
        this.pages = pages;
    }

    @Override
    public Mono<Void> render(ServerWebExchange exchange, Problem problem) {
        return pages.page(problem)
                .flatMap(page -> write(exchange.getResponse(), page))
                // What fails before the filter that does so otherwise is in the person's language, too.
                .contextWrite(
                        context -> context.put(ServerWebExchangeContextFilter.EXCHANGE_CONTEXT_ATTRIBUTE, exchange));
    }

    @Override
    public Map<Locale, byte[]> inEveryLanguage(Problem problem) {
        return Preferences.LANGUAGES.stream()
                .collect(toMap(
                        language -> language,
                        language -> pages.html(problem, language).getBytes(UTF_8)));
    }

    private static Mono<Void> write(ServerHttpResponse response, ResponseEntity<String> page) {
        response.setStatusCode(page.getStatusCode());
        page.getHeaders().forEach((name, values) -> response.getHeaders().put(name, values));
        return response.writeWith(Mono.justOrEmpty(page.getBody())
                .map(html -> response.bufferFactory().wrap(html.getBytes(UTF_8))));
    }
}
