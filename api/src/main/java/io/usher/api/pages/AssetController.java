package io.usher.api.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.pages.Assets.Asset;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Serves style sheets and scripts of pages. */
@Hidden
@RestController
class AssetController {

    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    AssetController() {
        Assets.prepare();
    }

    /** Of another version, which another instance has: nobody is to keep the wrong one. */
    @GetMapping("/assets/{version}/{name}")
    ResponseEntity<byte[]> asset(
            @PathVariable("version") String version,
            @PathVariable("name") String name,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, defaultValue = "") String encodings) {
        return Assets.find(name)
                .map(asset -> ResponseEntity.ok()
                        .contentType(type(name))
                        .cacheControl(asset.version().equals(version) ? FOR_EVER : CacheControl.noStore())
                        .headers(headers -> {
                            headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
                            headers.set("Cross-Origin-Resource-Policy", "same-origin");
                            if (Assets.reads(encodings)) {
                                headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
                            }
                        })
                        .body(body(asset, Assets.reads(encodings))))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private static byte[] body(Asset asset, boolean compressed) {
        return compressed ? asset.compressed() : asset.plain();
    }

    private static MediaType type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "css" -> new MediaType("text", "css", UTF_8);
            case "svg" -> new MediaType("image", "svg+xml");
            default -> new MediaType("text", "javascript", UTF_8);
        };
    }
}
