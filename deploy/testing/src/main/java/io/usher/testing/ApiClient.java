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
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API with one key. Safe for several threads. */
public record ApiClient(String url, String key) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONFIRMED_WITHIN = Duration.ofMinutes(2);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

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
        return send(posting(path, json, headers).build());
    }

    /** As {@link #post}, but under a key of its own, so that it can be sent as {@link #sendUntilConfirmed}. */
    public Answer postUntilConfirmed(String path, String json, String... headers) {
        return sendUntilConfirmed(posting(path, json, headers)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .build());
    }

    /**
     * Deletes something, and tries again as {@link #sendUntilConfirmed}. Waits for the worker's decision, half a minute at most.
     *
     * @throws IllegalStateException if it is refused. That it is not there is no refusal after a call whose outcome is unknown
     */
    public void deleteUntilConfirmed(String path) {
        HttpRequest request = request(path).header("Prefer", "wait=30").DELETE().build();
        Answer first = send(request);
        Answer last = first.status() == 503 ? sendUntilConfirmed(request) : first;
        if (last.status() != 204 && !(first.status() == 503 && last.status() == 404)) {
            throw new IllegalStateException("%s: %d %s".formatted(path, last.status(), last.body()));
        }
    }

    private HttpRequest.Builder posting(String path, String json, String... headers) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.POST(BodyPublishers.ofString(json));
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

    /**
     * Sends it again while the answer is 503, for two minutes at most: on a busy machine the broker is late. Of a request
     * that means the same when it is sent twice.
     */
    public static Answer sendUntilConfirmed(HttpRequest request) {
        return Answer.of(responseUntilConfirmed(request));
    }

    /** As {@link #sendUntilConfirmed}, of what is not JSON. */
    public static HttpResponse<String> responseUntilConfirmed(HttpRequest request) {
        long patience = System.nanoTime() + CONFIRMED_WITHIN.toNanos();
        HttpResponse<String> response = response(request);
        while (response.statusCode() == 503 && System.nanoTime() < patience) {
            Waiting.untilNanoTime(System.nanoTime() + BETWEEN_TRIES.toNanos());
            response = response(request);
        }
        return response;
    }

    public static Answer send(HttpRequest request) {
        return Answer.of(response(request));
    }

    private static HttpResponse<String> response(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
