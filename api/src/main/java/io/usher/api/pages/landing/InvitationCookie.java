package io.usher.api.pages.landing;

import io.usher.api.invitations.PublicUrl;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** Remembers, for half an hour, which invitation somebody was about to accept when they were asked to sign in. */
@Component
public final class InvitationCookie {

    private static final String NAME = "usher-invitation";
    private static final Duration KEPT = Duration.ofMinutes(30);
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final boolean secure;

    public InvitationCookie(PublicUrl publicUrl) {
        this.secure = "https".equals(publicUrl.publicUrl().getScheme());
    }

    /** The same for everybody who opens the link. */
    public ResponseCookie of(String code) {
        return cookie(code, KEPT);
    }

    /** To be set once they have accepted, or want something else of signing in. */
    public ResponseCookie none() {
        return cookie("", Duration.ZERO);
    }

    private ResponseCookie cookie(String value, Duration kept) {
        return ResponseCookie.from(NAME, value)
                .path("/")
                .maxAge(kept)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build();
    }

    /** The code; empty if there is none, or none that could be in a link. */
    public Optional<String> code(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getRequest().getCookies().getFirst(NAME))
                .map(HttpCookie::getValue)
                .filter(code -> CODE.matcher(code).matches());
    }
}
