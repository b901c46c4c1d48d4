package io.usher.api.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Remembers, for ten minutes, which page somebody had asked for when they were asked to sign in. */
@Component
public final class ReturnCookie {

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int LONGEST = 1_000;

    /** Pages of people. Files have a dot in their names: they are none. */
    private static final Pattern PAGE =
            Pattern.compile("/((console|me|a)(/[A-Za-z0-9_~-]+)*|o/[A-Za-z0-9_~-]+)(\\?[A-Za-z0-9_~.%&=+:@,;/*-]*)?");

    private final HostCookie cookie;

    ReturnCookie(@Value("${usher.public-url}") URI publicUrl) {
        this.cookie = HostCookie.of("usher-return", publicUrl);
    }

    /** Empty if it is no page that somebody could be led back to. */
    public Optional<ResponseCookie> of(ServerHttpRequest request) {
        URI uri = request.getURI();
        String query = uri.getRawQuery();
        String page = uri.getRawPath() + (query == null ? "" : "?" + query);
        return request.getMethod() == HttpMethod.GET && isPage(page)
                ? Optional.of(
                        cookie.with(Base64.getUrlEncoder().withoutPadding().encodeToString(page.getBytes(UTF_8)))
                                .maxAge(KEPT)
                                .build())
                : Optional.empty();
    }

    private static boolean isPage(String page) {
        return page.length() <= LONGEST && PAGE.matcher(page).matches();
    }

    /** To be set once somebody was led back. */
    public ResponseCookie none() {
        return cookie.none();
    }

    /** The page, with its query; empty if the browser has none to go back to. */
    public Optional<String> page(ServerHttpRequest request) {
        return cookie.value(request).flatMap(ReturnCookie::decoded).filter(ReturnCookie::isPage);
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(value), UTF_8));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
