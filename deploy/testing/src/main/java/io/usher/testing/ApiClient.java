package io.usher.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API with one key. Safe for several threads. */
public record ApiClient(String url, String key) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A response; if it is empty, the body is a missing node. */
    public record Answer(int status, JsonNode body, HttpResponse<String> response) {

        private static Answer of(HttpResponse<String> response) {
            String text = response.body();
            return new Answer(
                    response.statusCode(), text.isEmpty() ? JSON.missingNode() : JSON.readTree(text), response);
        }
    }

    public ApiClient withKey(String another) {
        return new ApiClient(url, another);
    }

    /** @param path relative to {@code /api/v1} */
    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer post(String path, String json, String... headers) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.POST(BodyPublishers.ofString(json)).build());
    }

    /** Starts a request with the key. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + key);
    }

    /** Reads JSON from any URL, without a key. */
    public static JsonNode read(String url) {
        return send(HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(60))
                        .build())
                .body();
    }

    public static Answer send(HttpRequest request) {
        try {
            return Answer.of(HTTP.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
