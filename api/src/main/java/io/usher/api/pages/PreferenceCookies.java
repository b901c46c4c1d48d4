package io.usher.api.pages;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** Keep in a browser how somebody wants to see pages. They name nobody. */
@Component
public final class PreferenceCookies {

    static final String LANGUAGE = "usher-lang";
    static final String THEME = "usher-theme";

    private static final Duration KEPT = Duration.ofDays(365);

    private final boolean secure;

    PreferenceCookies(@Value("${usher.public-url}") URI publicUrl) {
        this.secure = "https".equals(publicUrl.getScheme());
    }

    /** @param tag null = as the browser asks for */
    public ResponseCookie language(@Nullable String tag) {
        return cookie(LANGUAGE, tag);
    }

    /** @param theme null = as the device has it */
    public ResponseCookie theme(@Nullable String theme) {
        return cookie(THEME, theme);
    }

    private ResponseCookie cookie(String name, @Nullable String value) {
        return ResponseCookie.from(name, value == null ? "" : value)
                .path("/")
                .maxAge(value == null ? Duration.ZERO : KEPT)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build();
    }
}
