package io.usher.api.accounts.proofs;

import io.usher.api.http.security.HostCookie;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Recognizes the browser that was shown the page behind a link if it sends that page's form twice. */
@Component
public final class ProofCookie {

    private static final Pattern VALUE = Pattern.compile("usher_[A-Za-z0-9_-]{43}");

    private final HostCookie cookie;

    ProofCookie(@Value("${usher.public-url}") URI publicUrl) {
        this.cookie = HostCookie.of("usher-proof", publicUrl);
    }

    /** A new one, of random bits, with each page. */
    public ResponseCookie create() {
        return cookie.with(Secret.create().token()).build();
    }

    /** Empty if the request has none, or one that we never made. */
    public Optional<KeyHash> of(ServerHttpRequest request) {
        return cookie.value(request)
                .filter(value -> VALUE.matcher(value).matches())
                .map(KeyHash::of);
    }
}
