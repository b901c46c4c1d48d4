package io.usher.api.http.security;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseCookie.ResponseCookieBuilder;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * A cookie that no script reads and no other site sends along. By the prefix of its name, which it has over https alone,
 * browsers take it from this host and no other of the domain.
 */
public record HostCookie(String name, boolean secure) {

    /** @param name without prefix */
    public static HostCookie of(String name, URI publicUrl) {
        boolean secure = "https".equals(publicUrl.getScheme());
        return new HostCookie(secure ? "__Host-" + name : name, secure);
    }

    /** Until the browser is closed, unless that is changed. */
    public ResponseCookieBuilder with(String value) {
        return ResponseCookie.from(name, value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax");
    }

    public ResponseCookie none() {
        return with("").maxAge(Duration.ZERO).build();
    }

    /** Empty if the request has none. */
    public Optional<String> value(ServerHttpRequest request) {
        return Optional.ofNullable(request.getCookies().getFirst(name)).map(HttpCookie::getValue);
    }
}
