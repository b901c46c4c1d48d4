package io.usher.standalone.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.testing.ApiClient;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.StringJoiner;

/**
 * Sends the forms of pages without a browser, for what a test prepares. Follows no redirect.
 *
 * @param session of who sends them; empty = nobody is signed in
 */
record Forms(String url, String session) {

    static final String SESSION_COOKIE = "usher-session";

    Forms as(String another) {
        return new Forms(url, another);
    }

    /**
     * Sends a form, and again while it cannot be served, as whoever reads the page that says so.
     *
     * @param pathOrUrl of the form's action
     * @param namesAndValues of its fields, in turns
     * @throws IllegalStateException if it is refused
     */
    @CanIgnoreReturnValue
    HttpResponse<String> post(String pathOrUrl, String... namesAndValues) {
        StringJoiner fields = new StringJoiner("&");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i] + "=" + URLEncoder.encode(namesAndValues[i + 1], UTF_8));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(pathOrUrl.startsWith("/") ? url + pathOrUrl : pathOrUrl))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(fields.toString()));
        if (!session.isEmpty()) {
            request.header("Cookie", SESSION_COOKIE + "=" + session);
        }
        HttpResponse<String> response = ApiClient.responseUntilConfirmed(request.build());
        if (response.statusCode() >= 400) {
            throw new IllegalStateException("%s: %d (expected a redirect)".formatted(pathOrUrl, response.statusCode()));
        }
        return response;
    }

    /** Sends a form that signs in, and returns the session. */
    String signIn(String pathOrUrl, String... namesAndValues) {
        return post(pathOrUrl, namesAndValues).headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(SESSION_COOKIE + "="))
                .map(cookie -> cookie.substring(SESSION_COOKIE.length() + 1, cookie.indexOf(';')))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(pathOrUrl + ": no session"));
    }
}
