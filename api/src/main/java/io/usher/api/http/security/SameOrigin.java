package io.usher.api.http.security;

import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.ProblemRendering;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.RefusedPages;
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
 * refused. Mail programs end mails with a request that says nothing and acts for nobody who is signed in (RFC 8058): its
 * link is the right to it. Notes where those that are served come from.
 */
final class SameOrigin implements WebFilter {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private static final Paths OF_MAIL_PROGRAMS = Paths.of("/unsubscribe/*");

    private final String origin;
    private final RefusedPages pages;
    private final ProblemRendering problems;

    SameOrigin(URI publicUrl, RefusedPages pages, ProblemRendering problems) {
        this.origin = origin(publicUrl);
        this.pages = pages;
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
        return SAFE.contains(exchange.getRequest().getMethod()) || isOurs(headers) || OF_MAIL_PROGRAMS.contain(exchange)
                ? chain.filter(exchange).contextWrite(context -> RequestOrigin.in(context, exchange))
                : refuse(exchange, Refusal.forbidden("This takes a request from a page of this site."));
    }

    private Mono<Void> refuse(ServerWebExchange exchange, Refusal refusal) {
        return Paths.API.contain(exchange)
                ? problems.render(exchange, refusal)
                : pages.render(exchange, Problem.of(refusal));
    }

    private boolean isOurs(HttpHeaders headers) {
        @Nullable String site = headers.getFirst("Sec-Fetch-Site");
        return site != null ? OURS.contains(site) : origin.equals(headers.getOrigin());
    }
}
