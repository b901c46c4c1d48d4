package io.usher.api.http.security;

import io.usher.api.http.problem.ProblemRendering;
import io.usher.api.http.problem.Refusal;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Keeps other sites from acting for whoever is signed in: a request that may change something has to come from a page of
 * this program, by what browsers say of it ({@code Sec-Fetch-Site}, or else {@code Origin}). One that says nothing is
 * refused.
 */
final class SameOrigin implements WebFilter {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private final String origin;
    private final ProblemRendering problems;

    SameOrigin(URI publicUrl, ProblemRendering problems) {
        this.origin = origin(publicUrl);
        this.problems = problems;
    }

    /** As browsers write it: without the port that is the scheme's own. */
    private static String origin(URI url) {
        String origin = (url.getScheme() + "://" + url.getHost()).toLowerCase(Locale.ROOT);
        boolean usual = url.getPort() == -1 || url.getPort() == ("https".equals(url.getScheme()) ? 443 : 80);
        return usual ? origin : origin + ":" + url.getPort();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return SAFE.contains(exchange.getRequest().getMethod()) || isOurs(headers)
                ? chain.filter(exchange)
                : problems.render(exchange, Refusal.forbidden("This takes a request from a page of this site."));
    }

    private boolean isOurs(HttpHeaders headers) {
        @Nullable String site = headers.getFirst("Sec-Fetch-Site");
        return site != null ? OURS.contains(site) : origin.equals(headers.getOrigin());
    }
}
