package io.usher.api.http.security;

import org.springframework.http.HttpHeaders;

/** What browsers are told of every page: it is ours alone, loads and sends nothing elsewhere, and may be in no frame. */
public final class PageHeaders {

    static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Swagger UI has styles in its scripts and pictures in its styles. */
    private static final String CONTENT_POLICY_OF_DOCUMENTATION =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String NO_PERMISSIONS =
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
                    + " microphone=(), midi=(), payment=(), usb=()";

    private PageHeaders() {}

    public static void set(HttpHeaders headers) {
        setAll(headers, CONTENT_POLICY);
    }

    /** Likewise of the page that describes the API, which is not of our making. */
    static void setOfDocumentation(HttpHeaders headers) {
        setAll(headers, CONTENT_POLICY_OF_DOCUMENTATION);
    }

    private static void setAll(HttpHeaders headers, String contentPolicy) {
        headers.set(CONTENT_SECURITY_POLICY, contentPolicy);
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Permissions-Policy", NO_PERMISSIONS);
        // With no-referrer browsers would send "Origin: null" with forms.
        headers.set("Referrer-Policy", "same-origin");
        headers.set("X-Robots-Tag", "noindex, nofollow");
    }
}
