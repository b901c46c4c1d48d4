package io.usher.api.accounts.sessions;

import io.usher.api.http.security.KeyHash;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** The cookie of a session: 32 random bytes that are nowhere else. */
@Component
public final class SessionCookie {

    private static final int BYTES = 32;
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final boolean secure;

    SessionCookie(@Value("${usher.public-url}") URI publicUrl) {
        this.secure = "https".equals(publicUrl.getScheme());
    }

    /** By the prefix browsers take it from this host alone, over https. */
    String name() {
        return secure ? "__Host-usher-session" : "usher-session";
    }

    static String newValue() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** Empty if the request has none, or one that we never made. */
    Optional<KeyHash> session(ServerHttpRequest request) {
        HttpCookie cookie = request.getCookies().getFirst(name());
        return Optional.ofNullable(cookie)
                .map(HttpCookie::getValue)
                .filter(value -> VALUE.matcher(value).matches())
                .map(KeyHash::of);
    }

    /** To be set once somebody is signed in. */
    public ResponseCookie of(NewSession session) {
        ResponseCookie.ResponseCookieBuilder cookie = cookie(session.cookie());
        return (session.stays() ? cookie.maxAge(Sessions.LONG) : cookie).build();
    }

    /** To be set once nobody is any more. */
    public ResponseCookie none() {
        return cookie("").maxAge(Duration.ZERO).build();
    }

    private ResponseCookie.ResponseCookieBuilder cookie(String value) {
        return ResponseCookie.from(name(), value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax");
    }
}
