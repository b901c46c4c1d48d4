package io.usher.api.pages.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.http.security.PageHeaders;
import io.usher.api.pages.Assets;
import io.usher.api.pages.PageTemplates;
import io.usher.api.pages.Preferences;
import io.usher.api.pages.landing.LandingPages.Content;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Pages behind links as bytes: one for each content and language, whoever asks. Safe for several threads. */
final class RenderedPages {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, UTF_8);

    /** Some 20 MB. */
    private static final int MOST = 1000;

    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final CacheControl PRIVATE = CacheControl.noCache().cachePrivate();

    private final PageTemplates templates;
    private final InvitationCookie cookie;
    private final Cache<Looked, Mono<Bytes>> pages;

    RenderedPages(PageTemplates templates, InvitationCookie cookie, Ticker time) {
        this.templates = templates;
        this.cookie = cookie;
        this.pages = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(KEPT)
                .ticker(time)
                .build();
    }

    /** What is shown, and how. */
    private record Looked(Content content, Preferences preferences) {}

    /**
     * A page.
     *
     * @param digest of its content
     */
    private record Bytes(byte[] plain, byte[] compressed, String digest) {

        static Bytes of(String html) {
            byte[] plain = html.getBytes(UTF_8);
            return new Bytes(
                    plain, Assets.compressed(plain), Assets.digest(plain).substring(0, 32));
        }
    }

    Mono<ResponseEntity<byte[]>> page(Content content, Preferences preferences, boolean compressed) {
        return pages.get(new Looked(content, preferences), this::render).map(page -> answer(content, page, compressed));
    }

    /** Templates are read from files, so pages are made where that may wait. */
    private Mono<Bytes> render(Looked looked) {
        return Mono.fromCallable(() -> Bytes.of(templates.html(
                        looked.content().template(),
                        looked.preferences(),
                        looked.content().model())))
                .subscribeOn(Schedulers.boundedElastic())
                // Others wait for the same.
                .cache(made -> KEPT, failure -> Duration.ZERO, () -> Duration.ZERO);
    }

    private ResponseEntity<byte[]> answer(Content content, Bytes page, boolean compressed) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(content.status())
                .contentType(HTML)
                .cacheControl(PRIVATE)
                .headers(PageHeaders::set)
                .header(HttpHeaders.VARY, "Accept-Encoding, Accept-Language, Cookie");
        if (content.page() != null) {
            answer.eTag(page.digest() + (compressed ? "-gzip" : ""))
                    .header(
                            HttpHeaders.SET_COOKIE,
                            cookie.of(content.page().code()).toString());
        }
        if (compressed) {
            answer.header(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        return answer.body(compressed ? page.compressed() : page.plain());
    }
}
