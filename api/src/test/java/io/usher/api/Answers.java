package io.usher.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer as a caller sees it. */
public record Answers(int status, HttpHeaders headers, String text) {

    private static final JsonMapper JSON = JsonMapper.shared();

    public static Answers get(WebTestClient client, String path, String... headers) {
        return send(client, HttpMethod.GET, path, null, headers);
    }

    public static Answers post(WebTestClient client, String path, Object body, String... headers) {
        return send(client, HttpMethod.POST, path, body, headers);
    }

    public static Answers patch(WebTestClient client, String path, Object body, String... headers) {
        return send(client, HttpMethod.PATCH, path, body, headers);
    }

    public static Answers delete(WebTestClient client, String path, String... headers) {
        return send(client, HttpMethod.DELETE, path, null, headers);
    }

    /** Headers as names and values in turn; a body that is no text is sent as JSON, and any is called JSON. */
    public static Answers send(
            WebTestClient client, HttpMethod method, String path, @Nullable Object body, String... headers) {
        WebTestClient.RequestBodySpec request = client.method(method).uri(path);
        request.headers(all -> {
            if (body != null) {
                all.setContentType(MediaType.APPLICATION_JSON);
            }
            for (int i = 0; i < headers.length; i += 2) {
                all.set(headers[i], headers[i + 1]);
            }
        });
        if (body != null) {
            var unused = request.bodyValue(body instanceof String text ? text : JSON.writeValueAsString(body));
        }
        EntityExchangeResult<String> result =
                request.exchange().expectBody(String.class).returnResult();
        String text = result.getResponseBody();
        return new Answers(result.getStatus().value(), result.getResponseHeaders(), text == null ? "" : text);
    }

    public JsonNode json() {
        return JSON.readTree(text);
    }

    public String at(String field) {
        return json().path(field).asString("");
    }

    public String header(String name) {
        return String.valueOf(headers.getFirst(name));
    }

    /** The fields at fault, of a problem. */
    public List<String> fields() {
        return json().path("errors")
                .valueStream()
                .map(error -> error.path("field").asString(""))
                .toList();
    }

    /** Status and code of a problem, which is one in form. */
    public String problem() {
        if (!header(HttpHeaders.CONTENT_TYPE).startsWith("application/problem+json")) {
            throw new AssertionError("no problem: " + this);
        }
        JsonNode problem = json();
        if (problem.path("status").asInt() != status
                || !problem.path("type").asString("").equals("about:blank")
                || problem.path("title").asString("").isEmpty()
                || problem.path("detail").asString("").isEmpty()) {
            throw new AssertionError("problem without its members: " + this);
        }
        return status + " " + at("code");
    }

    public static Map<String, Object> named(String name) {
        return Map.of("name", name);
    }
}
