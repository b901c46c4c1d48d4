package io.usher.api.http.security;

import static org.springframework.security.config.web.server.SecurityWebFiltersOrder.AUTHENTICATION;
import static org.springframework.security.config.web.server.SecurityWebFiltersOrder.CSRF;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.usher.api.http.problem.ProblemRendering;
import io.usher.api.http.problem.Refusal;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;

/** Two chains: programs prove who they are with each request, browsers have sessions. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    private static final String[] OF_PROGRAMS = {"/api/**", "/actuator/**"};
    private static final String[] PUBLIC = {"/actuator/health/**", "/actuator/prometheus"};
    private static final String[] OF_PEOPLE = {"/console/**", "/me/**"};

    /** Nothing is remembered between requests, and no session of a browser opens anything. */
    @Bean
    @Order(1)
    SecurityWebFilterChain programs(ServerHttpSecurity http, BearerAuthentication bearer, ProblemRendering problems) {
        ServerAuthenticationEntryPoint refusal = (exchange, failure) -> {
            exchange.getResponse().getHeaders().set("WWW-Authenticate", "Bearer realm=\"usher\"");
            return problems.render(
                    exchange, Refusal.unauthorized("This takes a valid key: Authorization: Bearer <key>."));
        };
        return without(http)
                .securityMatcher(pathMatchers(OF_PROGRAMS))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .addFilterAt(bearerFilter(bearer, refusal), AUTHENTICATION)
                .authorizeExchange(exchanges ->
                        exchanges.pathMatchers(PUBLIC).permitAll().anyExchange().authenticated())
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusal).accessDeniedHandler(denied(problems)))
                .build();
    }

    /** Pages and documents, and an honest 404 for everything else. A session begins with signing in and not before. */
    @Bean
    @Order(2)
    SecurityWebFilterChain pages(
            ServerHttpSecurity http,
            ServerSecurityContextRepository sessions,
            AccessSettings settings,
            ProblemRendering problems) {
        return without(http)
                .securityContextRepository(sessions)
                .addFilterAt(new SameOrigin(settings.publicUrl(), problems), CSRF)
                .authorizeExchange(exchanges -> exchanges
                        .pathMatchers(OF_PEOPLE)
                        .authenticated()
                        .anyExchange()
                        .permitAll())
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(new SignedOut()).accessDeniedHandler(denied(problems)))
                .build();
    }

    @Bean
    ServerSecurityContextRepository sessions() {
        return new WebSessionServerSecurityContextRepository();
    }

    /** Without what Spring Security brings along for forms of its own. */
    private static ServerHttpSecurity without(ServerHttpSecurity http) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable);
    }

    private static ServerAccessDeniedHandler denied(ProblemRendering problems) {
        return (exchange, denied) -> problems.render(exchange, Refusal.forbidden("You do not have permission."));
    }

    private static AuthenticationWebFilter bearerFilter(
            BearerAuthentication bearer, ServerAuthenticationEntryPoint refusal) {
        AuthenticationWebFilter filter = new AuthenticationWebFilter(bearer);
        filter.setServerAuthenticationConverter(bearer);
        filter.setAuthenticationFailureHandler(new ServerAuthenticationEntryPointFailureHandler(refusal));
        // What everybody may see stays visible with a bad token, and while keys cannot be looked up.
        filter.setRequiresAuthenticationMatcher(pathMatchers("/api/**"));
        return filter;
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
