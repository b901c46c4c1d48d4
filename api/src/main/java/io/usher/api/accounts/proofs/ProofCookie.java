package io.usher.api.accounts.proofs;

import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Recognizes the browser that was shown the page behind a link if it sends that page's form twice. */
@Component
public final class ProofCookie {

    private static final String NAME = "usher-proof";
    private static final String PATH = "/proof";
    private static final Pattern VALUE = Pattern.compile("usher_[A-Za-z0-9_-]{43}");

    private final boolean secure;

    ProofCookie(@Value("${usher.public-url}") URI publicUrl) {
        this.secure = "https".equals(publicUrl.getScheme());
    }

    /** A new one, of random bits, with each page. */
    public ResponseCookie create() {
        return ResponseCookie.from(NAME, Secret.create().token())
                .path(PATH)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build();
    }

    /** Empty if the request has none, or one that we never made. */
    public Optional<KeyHash> of(ServerHttpRequest request) {
        return Optional.ofNullable(request.getCookies().getFirst(NAME))
                .map(HttpCookie::getValue)
                .filter(value -> VALUE.matcher(value).matches())
                .map(KeyHash::of);
    }
}
