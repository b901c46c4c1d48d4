package io.usher.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls an API one at a time with the platform's key, on connections that are kept. Any other answer than 2xx fails. */
final class ApiCalls implements AutoCloseable {

    private static final int OK = 200;
    private static final int NOT_OK = 300;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String prefix;

    /** @param httpPort of an API on this machine */
    ApiCalls(int httpPort) {
        this.prefix = "http://localhost:%d/api/v1".formatted(httpPort);
    }

    /** @param path with the query, encoded */
    JsonNode get(String path) {
        return JsonMapper.shared().readTree(send(request(path).GET().build()));
    }

    /** How long it took until the whole answer was there, in milliseconds. */
    double millisOfGet(String path) {
        HttpRequest request = request(path).GET().build();
        long begun = System.nanoTime();
        String unused = send(request);
        return (System.nanoTime() - begun) / 1e6;
    }

    JsonNode post(String path, String json) {
        return post(path, "application/json", BodyPublishers.ofString(json));
    }

    JsonNode post(String path, String contentType, BodyPublisher body) {
        return JsonMapper.shared()
                .readTree(send(request(path)
                        .header("Content-Type", contentType)
                        .POST(body)
                        .build()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(prefix + path)).header("Authorization", "Bearer " + Programs.TOKEN);
    }

    private String send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() < OK || answer.statusCode() >= NOT_OK) {
                throw new IllegalStateException("%s %s: %d %s (expected 2xx)"
                        .formatted(request.method(), request.uri(), answer.statusCode(), answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
