package io.usher.api.http.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** One request for an operation, made by chance from what the document says of it. */
record HostileRequest(Operation operation, String path, Map<String, String> headers, byte @Nullable [] body) {

    /** Of paths, as they are sent. */
    private static final List<String> REFERENCES = List.of(
            "%00",
            "a%00b",
            "%F0%28",
            "%C0%AF",
            "..%2f",
            "%2e%2e",
            "*",
            "%27",
            "%E2%80%AE",
            "%25",
            ";a=b",
            "%0d%0a",
            "%ED%A0%80",
            "%20",
            "00000000-0000-0000-0000-000000000000",
            "01890A5D-AC96-774B-BCCE-B302099A8057",
            "01890a5d-ac96-774b-bcce-b302099a805",
            "1-1-1-1-1",
            "x".repeat(2_000),
            "x".repeat(4_200));

    private static final List<String> MEDIA_TYPES = List.of(
            "application/json",
            "application/merge-patch+json",
            "text/csv",
            "text/plain",
            "application/xml",
            "application/json;charset=utf-16",
            "multipart/form-data",
            "multipart/form-data;boundary=x",
            "application/x-www-form-urlencoded",
            "application/vnd.unknown+json");

    private static final Map<String, List<String>> HEADERS = Map.of(
            "Prefer", List.of("wait=0", "respond-async, wait=0", "wait=\"0\"", "wait=0;x=\"y", "wait=0, wait=99"),
            "If-Match", List.of("*", "\"1\"", "W/\"1\"", "1", "\"", "\"x\", \"y\"", "\"\u00e9\"", "x".repeat(2_000)),
            "If-None-Match", List.of("*", "\"1\"", "W/\"1\"", "1", "\"", "\"x\", \"y\""),
            "Idempotency-Key", List.of("a", "b", "\u00e9", "x".repeat(255), "x".repeat(256), "x".repeat(5_000)),
            "Accept", List.of("*/*", "application/json", "text/csv", "application/xml", "text/event-stream", "garbage"),
            "Content-Encoding", List.of("gzip", "identity", "x"));

    /** @param ids of things that there are, by the names that paths have for them */
    static HostileRequest of(Operation operation, HostileValues values, Map<String, String> ids) {
        Map<String, String> headers = new HashMap<>();
        HEADERS.forEach((name, hostile) -> {
            if (values.oneIn(12)) {
                headers.put(name, values.oneOf(hostile));
            }
        });
        headers.putIfAbsent("Prefer", Calls.NO_WAIT);
        byte[] body =
                operation.body().map(content -> body(content, values, headers)).orElse(null);
        if (body == null) {
            headers.remove(HttpHeaders.CONTENT_ENCODING);
        }
        return new HostileRequest(operation, path(operation, values, ids) + query(operation, values), headers, body);
    }

    private static String path(Operation operation, HostileValues values, Map<String, String> ids) {
        Map<String, String> references = new HashMap<>();
        for (String name : operation.pathParameters()) {
            references.put(name, values.oneIn(6) ? values.oneOf(REFERENCES) : requireNonNull(ids.get(name), name));
        }
        return operation.pathWith(references);
    }

    private static String query(Operation operation, HostileValues values) {
        List<String> query = new ArrayList<>();
        operation.parameters("query").filter(parameter -> values.oneIn(3)).forEach(parameter -> {
            String name = parameter.path("name").asString();
            query.add(name + "=" + (values.oneIn(8) ? hostile(values) : encoded(parameter, values)));
            if (values.oneIn(10)) {
                query.add(name + "=" + encoded(parameter, values));
            }
        });
        if (values.oneIn(30)) {
            query.add("unknown=1");
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    private static String hostile(HostileValues values) {
        return values.oneOf(REFERENCES.subList(0, REFERENCES.size() - 1));
    }

    private static String encoded(JsonNode parameter, HostileValues values) {
        JsonNode value = values.of(parameter.path("schema"));
        String text = value.isString() ? value.asString() : value.toString();
        return URLEncoder.encode(text.substring(0, Math.min(text.length(), 600)), UTF_8);
    }

    private static byte[] body(Operation.Content content, HostileValues values, Map<String, String> headers) {
        headers.put(HttpHeaders.CONTENT_TYPE, values.oneIn(15) ? values.oneOf(MEDIA_TYPES) : content.mediaType());
        JsonNode value = values.oneIn(10) ? content.example() : values.of(content.schema());
        byte[] body = Calls.text(value).getBytes(UTF_8);
        if (values.oneIn(25)) {
            return Arrays.copyOf(body, body.length / 2);
        }
        if (values.oneIn(40) && body.length > 2) {
            body[body.length / 2] = (byte) 0xff;
        }
        return body;
    }

    @Override
    public String toString() {
        String sent = body == null ? "" : new String(body, UTF_8);
        return operation.method() + " " + path + " "
                + headers.entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue())
                        .collect(Collectors.joining(", "))
                + " " + sent.substring(0, Math.min(sent.length(), 800));
    }
}
