package io.usher.api.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.security.PageHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;

/** Answers that are for one person, which nobody may keep. */
public final class PageAnswers {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, UTF_8);

    private PageAnswers() {}

    static ResponseEntity.BodyBuilder page(HttpStatusCode status, ResponseCookie... cookies) {
        return forOne(ResponseEntity.status(status).contentType(HTML), cookies);
    }

    /** On to another page of ours. */
    public static ResponseEntity<String> seeOther(String path, ResponseCookie... cookies) {
        return forOne(ResponseEntity.status(HttpStatus.SEE_OTHER).location(URI.create(path)), cookies)
                .build();
    }

    /**
     * A page that says what was refused, with when the same may succeed.
     *
     * @param wait empty if it will not by itself
     */
    public static ResponseEntity<String> tryAgain(ResponseEntity<String> page, Optional<Duration> wait) {
        return wait.isEmpty() || !page.getStatusCode().isError()
                ? page
                : ResponseEntity.status(page.getStatusCode())
                        .headers(page.getHeaders())
                        .header(
                                HttpHeaders.RETRY_AFTER,
                                Long.toString(Math.max(1, wait.get().toSeconds())))
                        .body(page.getBody());
    }

    private static ResponseEntity.BodyBuilder forOne(ResponseEntity.BodyBuilder answer, ResponseCookie... cookies) {
        return answer.cacheControl(CacheControl.noStore()).headers(headers -> {
            PageHeaders.set(headers);
            for (ResponseCookie cookie : cookies) {
                headers.add(HttpHeaders.SET_COOKIE, cookie.toString());
            }
        });
    }
}
