package io.usher.api.accounts.identities;

import io.usher.api.accounts.identities.SealedCookies.Purpose;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** Remembers in a browser, for as long as the mailed link is good, the identity that somebody has shown there. */
@Component
public final class PendingIdentity {

    private static final Purpose<ForeignIdentity> SHOWN =
            new Purpose<>("usher-identity", Duration.ofMinutes(30), ForeignIdentity.class);

    private final SealedCookies cookies;

    PendingIdentity(SealedCookies cookies) {
        this.cookies = cookies;
    }

    public ResponseCookie of(ForeignIdentity identity) {
        return cookies.seal(SHOWN, identity);
    }

    public ResponseCookie none() {
        return cookies.none(SHOWN);
    }

    /** Empty if the browser has shown none, or too long ago. */
    public Optional<ForeignIdentity> of(ServerWebExchange exchange) {
        return cookies.open(SHOWN, exchange);
    }
}
