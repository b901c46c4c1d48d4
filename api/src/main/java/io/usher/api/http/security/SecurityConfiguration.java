package io.usher.api.http.security;

import io.usher.api.http.problem.ProblemRendering;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.RefusedPages;
import java.net.URI;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.security.web.server.header.CacheControlServerHttpHeadersWriter;
import org.springframework.security.web.server.header.CompositeServerHttpHeadersWriter;
import org.springframework.security.web.server.header.HttpHeaderWriterWebFilter;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter;
import org.springframework.security.web.server.header.ServerHttpHeadersWriter;
import org.springframework.security.web.server.header.StaticServerHttpHeadersWriter;
import org.springframework.security.web.server.header.StrictTransportSecurityServerHttpHeadersWriter;
import org.springframework.security.web.server.header.XContentTypeOptionsServerHttpHeadersWriter;
import org.springframework.security.web.server.header.XFrameOptionsServerHttpHeadersWriter;
import org.springframework.security.web.server.header.XXssProtectionServerHttpHeadersWriter;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Two chains: programs prove who they are with each request, browsers have sessions, at the API, too. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    private static final Paths ACTUATOR = Paths.of("/actuator/**");

    /** The page that describes the API, with what it loads. */
    private static final Paths DOCUMENTATION =
            Paths.of("/docs", "/swagger-ui/**", "/webjars/**", "/v3/api-docs", "/v3/api-docs/**");

    /** For a year, and of this host alone: those below it may be somebody else's. */
    private static final String STRICT_TRANSPORT = "max-age=31536000";

    @Bean
    @Order(1)
    SecurityWebFilterChain programs(BearerAuthentication bearer, AccessSettings settings, ProblemRendering problems) {
        return new MatcherSecurityWebFilterChain(
                SecurityConfiguration::isOfProgram,
                List.of(
                        new HttpHeaderWriterWebFilter(headers(settings.publicUrl())),
                        new KeyHolders(bearer, problems)));
    }

    /** A request of a browser has its cookies. Who sends a key as well uses that. */
    private static Mono<MatchResult> isOfProgram(ServerWebExchange exchange) {
        return ACTUATOR.contain(exchange) || (Paths.API.contain(exchange) && !isOfPage(exchange.getRequest()))
                ? MatchResult.match()
                : MatchResult.notMatch();
    }

    private static boolean isOfPage(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        return headers.containsHeader(HttpHeaders.COOKIE) && !headers.containsHeader(HttpHeaders.AUTHORIZATION);
    }

    /** Those that Spring Security writes by default. Nobody may keep what only a key shows. */
    private static ServerHttpHeadersWriter headers(URI publicUrl) {
        return new CompositeServerHttpHeadersWriter(
                new CacheControlServerHttpHeadersWriter(),
                new XContentTypeOptionsServerHttpHeadersWriter(),
                strictTransport(publicUrl),
                new XFrameOptionsServerHttpHeadersWriter(),
                new XXssProtectionServerHttpHeadersWriter(),
                new ReferrerPolicyServerHttpHeadersWriter());
    }

    /** Behind a proxy that has the certificate requests arrive over http: how people reach this program counts. */
    private static ServerHttpHeadersWriter strictTransport(URI publicUrl) {
        return "https".equalsIgnoreCase(publicUrl.getScheme())
                ? StaticServerHttpHeadersWriter.builder()
                        .header(
                                StrictTransportSecurityServerHttpHeadersWriter.STRICT_TRANSPORT_SECURITY,
                                STRICT_TRANSPORT)
                        .build()
                : new StrictTransportSecurityServerHttpHeadersWriter();
    }

    /** Nobody looks at them, and they are a tenth of the work of a request. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Pages and documents, and an honest 404 for everything else. */
    @Bean
    @Order(2)
    SecurityWebFilterChain pages(
            ServerSecurityContextRepository sessions,
            AccessSettings settings,
            Limits limits,
            RefusedPages refusedPages,
            ReturnCookie asked,
            ProblemRendering problems) {
        return new MatcherSecurityWebFilterChain(
                exchange -> MatchResult.match(),
                List.of(
                        new HttpHeaderWriterWebFilter(new CompositeServerHttpHeadersWriter(
                                headers(settings.publicUrl()), SecurityConfiguration::writeOfDocumentation)),
                        new ServerWebExchangeContextFilter(),
                        new SameOrigin(settings.publicUrl(), refusedPages, problems),
                        new Visitors(sessions, limits, new SignedOut(asked, refusedPages), problems)));
    }

    private static Mono<Void> writeOfDocumentation(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        // A page of ours that says what is wrong keeps its own.
        if (DOCUMENTATION.contain(exchange) && !headers.containsHeader(PageHeaders.CONTENT_SECURITY_POLICY)) {
            PageHeaders.setOfDocumentation(headers);
        }
        return Mono.empty();
    }

    /**
     * Addresses and names in paths of the API may have a slash or a percent sign in them, which come encoded: its paths
     * are matched segment by segment and decoded once, so neither leads anywhere else.
     */
    @Bean
    ServerWebExchangeFirewall firewall() {
        StrictServerWebExchangeFirewall everywhere = new StrictServerWebExchangeFirewall();
        StrictServerWebExchangeFirewall ofApi = new StrictServerWebExchangeFirewall();
        ofApi.setAllowUrlEncodedSlash(true);
        ofApi.setAllowUrlEncodedDoubleSlash(true);
        ofApi.setAllowUrlEncodedPercent(true);
        // Encoded slashes may follow each other, others may not.
        ofApi.getEncodedUrlBlocklist().add("//");
        return exchange -> {
            String path =
                    exchange.getRequest().getPath().pathWithinApplication().value();
            return (path.startsWith("/api/") ? ofApi : everywhere).getFirewalledExchange(exchange);
        };
    }

    /** Paths and headers that no honest client sends. */
    @Bean
    ServerExchangeRejectedHandler rejectedRequests(ProblemRendering problems) {
        return (exchange, rejected) ->
                problems.render(exchange, Refusal.malformed("The request is not acceptable as HTTP.", List.of()));
    }
}
