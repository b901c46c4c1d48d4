package io.usher.api.accounts.sessions;

import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Limits;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Where somebody signs in.
 *
 * @param before the session that the browser has, if it has one; whoever signs in leaves it
 */
public record Browser(
        String network,
        @Nullable String userAgent,
        @Nullable KeyHash before) {

    private static final int LONGEST_USER_AGENT = 200;

    public static Browser of(ServerWebExchange exchange, SessionCookie cookie) {
        String agent = exchange.getRequest().getHeaders().getFirst(HttpHeaders.USER_AGENT);
        return new Browser(
                Limits.network(exchange),
                agent == null ? null : printable(agent),
                cookie.session(exchange.getRequest()).orElse(null));
    }

    private static String printable(String agent) {
        String text = agent.replaceAll("[^\\x20-\\x7e]", "?");
        return text.substring(0, Math.min(text.length(), LONGEST_USER_AGENT));
    }
}
