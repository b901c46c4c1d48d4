package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Measures {@code page size}: what a browser that opens a link for the first time loads, compressed and without headers:
 * the page, its style sheets and scripts, in kilobytes of 1,000 bytes.
 */
final class LandingPageWeight {

    private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");
    private static final double KILOBYTE = 1000;
    private static final int OK = 200;

    private final HttpClient http;
    private final int port;

    private LandingPageWeight(HttpClient http, int port) {
        this.http = http;
        this.port = port;
    }

    /** @param path of the page */
    static double kilobytes(int port, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            LandingPageWeight weight = new LandingPageWeight(http, port);
            byte[] page = weight.compressed(path);
            List<String> assets = assets(page);
            if (assets.isEmpty()) {
                throw new IllegalStateException(
                        "assets of %s: none (expected style sheets and a script)".formatted(path));
            }
            int bytes = page.length;
            for (String asset : assets) {
                bytes += weight.compressed(asset).length;
            }
            return bytes / KILOBYTE;
        }
    }

    private static List<String> assets(byte[] page) {
        try (GZIPInputStream html = new GZIPInputStream(new ByteArrayInputStream(page))) {
            return ASSET.matcher(new String(html.readAllBytes(), UTF_8))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] compressed(String path) {
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            if (answer.statusCode() != OK
                    || !answer.headers()
                            .firstValue("Content-Encoding")
                            .orElse("")
                            .equals("gzip")) {
                throw new IllegalStateException("%s: %d, %s (expected 200, compressed)"
                        .formatted(path, answer.statusCode(), answer.headers().map()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
