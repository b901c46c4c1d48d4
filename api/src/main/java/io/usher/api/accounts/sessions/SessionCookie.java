package io.usher.api.accounts.sessions;

import io.usher.api.http.security.HostCookie;
import io.usher.api.http.security.KeyHash;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseCookie.ResponseCookieBuilder;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** The cookie of a session: 32 random bytes that are nowhere else. */
@Component
public final class SessionCookie {

    private static final int BYTES = 32;
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HostCookie cookie;

    SessionCookie(@Value("${usher.public-url}") URI publicUrl) {
        this.cookie = HostCookie.of("usher-session", publicUrl);
    }

    String name() {
        return cookie.name();
    }

    static String newValue() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** Empty if the request has none, or one that we never made. */
    Optional<KeyHash> session(ServerHttpRequest request) {
        return cookie.value(request)
                .filter(value -> VALUE.matcher(value).matches())
                .map(KeyHash::of);
    }

    /** To be set once somebody is signed in. */
    public ResponseCookie of(NewSession session) {
        ResponseCookieBuilder set = cookie.with(session.cookie());
        return (session.stays() ? set.maxAge(Sessions.LONG) : set).build();
    }

    /** To be set once nobody is any more. */
    public ResponseCookie none() {
        return cookie.none();
    }
}
