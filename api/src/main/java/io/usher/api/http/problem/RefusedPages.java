package io.usher.api.http.problem;

import java.util.Locale;
import java.util.Map;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers browsers whose requests fail before there is a page. */
public interface RefusedPages {

    /** Writes a page that says so as the whole answer, in the person's language. */
    Mono<Void> render(ServerWebExchange exchange, Problem problem);

    /** The page in each language that there are texts in, for whom there is no time to render it. Reads files. */
    Map<Locale, byte[]> inEveryLanguage(Problem problem);
}
