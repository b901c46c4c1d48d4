package io.usher.api.http.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.FluxExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Calls operations of the document. Of a stream of events the first is read, and the connection closed. */
record Calls(RunningApi api) {

    /** No answer is held for longer. Streams begin with their first event or with a comment after 15 seconds. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final String END_OF_EVENT = "\n\n";

    /** Changes are decided by another program, which does not run in these tests. */
    static final String NO_WAIT = "wait=0";

    /** @param path as it is sent, with its query */
    Answers call(
            WebTestClient caller, HttpMethod method, String path, Map<String, String> headers, byte @Nullable [] body) {
        WebTestClient.RequestBodySpec request = caller.mutate()
                .responseTimeout(SOON)
                .build()
                .method(method)
                .uri(URI.create(api.url() + path))
                .headers(all -> headers.forEach(all::set));
        FluxExchangeResult<byte[]> result =
                (body == null ? request : request.bodyValue(body)).exchange().returnResult(byte[].class);
        HttpHeaders answered = result.getResponseHeaders();
        boolean stream = MediaType.TEXT_EVENT_STREAM.isCompatibleWith(answered.getContentType());
        String content = stream
                ? result.getResponseBody()
                        .map(part -> new String(part, UTF_8))
                        .scan(String::concat)
                        .filter(text -> text.contains(END_OF_EVENT))
                        .blockFirst(SOON)
                : result.getResponseBody()
                        .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
                        .map(all -> all.toString(UTF_8))
                        .block(SOON);
        return new Answers(result.getStatus().value(), answered, content == null ? "" : content);
    }

    /** With the body and the type of the operation's example, and without waiting for decisions. */
    Answers example(WebTestClient caller, Operation operation, Map<String, String> ids) {
        String path = operation.pathWith(ids);
        return operation
                .body()
                .map(content -> call(
                        caller,
                        operation.method(),
                        path,
                        Map.of("Prefer", NO_WAIT, HttpHeaders.CONTENT_TYPE, content.mediaType()),
                        text(content.example()).getBytes(UTF_8)))
                .orElseGet(() -> call(caller, operation.method(), path, Map.of("Prefer", NO_WAIT), null));
    }

    static String text(JsonNode body) {
        return body.isString() ? body.asString() : body.toString();
    }
}
