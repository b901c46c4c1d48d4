package io.usher.api.http.openapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.http.HttpHeaders;

/** Forms with a file, by chance: mostly as browsers write them, now and then broken in one of many ways. */
record HostileForms(HostileValues values) {

    private static final String END = "\r\n";

    /** As far as a client lets them pass that reads them itself. */
    private static final List<String> TYPES = List.of(
            "multipart/form-data",
            "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary=\"a b\"",
            "multipart/form-data; boundary=other",
            "multipart/form-data; boundary=" + "x".repeat(3_000),
            "multipart/form-data; charset=utf-16; boundary=limit",
            "multipart/mixed; boundary=limit");

    private static final List<String> DISPOSITIONS = List.of(
            "form-data; name=\"file\"; filename=\"people.csv\"",
            "form-data; name=\"file\"; filename=\"\"",
            "form-data; name=\"file\"",
            "form-data; filename=\"people.csv\"",
            "form-data; name=; filename=",
            "form-data; name=\"file; filename=people.csv",
            "form-data; name=\"file\"; filename*=UTF-8''%E4%F6.csv",
            "form-data; name=\"file\"; filename*=utf-16''%00",
            "form-data; name=\"file\"; filename=\"../../etc/passwd\"",
            "form-data; name=\"file\"; filename=\"=?UTF-8?B?w?=\"",
            "form-data; name=\"file\"; filename=\"" + "x".repeat(9_000) + "\"",
            "attachment",
            ";",
            "");

    private static final List<String> MORE_HEADERS = List.of(
            "Content-Type: text/csv",
            "Content-Type: text/csv; charset=nothing",
            "Content-Type: multipart/mixed; boundary=inner",
            "Content-Type: /",
            "Content-Transfer-Encoding: base64",
            "Content-Length: -1",
            "no header",
            ": empty",
            "X-\u0000: 1",
            "X: " + "y".repeat(20_000));

    private static final List<String> FILES = List.of(
            "First name,Last name,E-mail\r\nAda,Lovelace,ada@example.com\r\n",
            "grace@example.com\r\n",
            "",
            "\r\n\r\n--limit",
            "email\r\n--limi",
            "\u0000\u0001\u0002",
            "\u00ff\u00fe\u00d8",
            "\"email\r\n\"ada@example.com",
            "PK\u0003\u0004",
            "x".repeat(70_000));

    /** @param ids of things that there are, by the names that paths have for them */
    HostileRequest of(Operation operation, Map<String, String> ids) {
        Map<String, String> references = new HashMap<>();
        operation.pathParameters().forEach(name -> references.put(name, requireNonNull(ids.get(name), name)));
        Map<String, String> headers = new HashMap<>(Map.of("Prefer", Calls.NO_WAIT));
        headers.put(
                HttpHeaders.CONTENT_TYPE,
                values.oneIn(8) ? values.oneOf(TYPES) : "multipart/form-data; boundary=limit");
        return new HostileRequest(operation, operation.pathWith(references) + "?dryRun=true", headers, body());
    }

    private byte[] body() {
        int parts = values.oneIn(3) ? values.oneOf(List.of(0, 2, 3)) : 1;
        StringBuilder form = new StringBuilder();
        IntStream.range(0, parts).forEach(part -> form.append("--limit" + END).append(part()));
        form.append(
                values.oneIn(6)
                        ? values.oneOf(List.of("", "--limit", "--limit-", "--limit-- more"))
                        : "--limit--" + END);
        byte[] body = form.toString().getBytes(values.oneIn(2) ? UTF_8 : ISO_8859_1);
        return values.oneIn(8) ? Arrays.copyOf(body, body.length / 2) : body;
    }

    private String part() {
        String disposition = values.oneIn(3) ? values.oneOf(DISPOSITIONS) : DISPOSITIONS.getFirst();
        String more = values.oneIn(3) ? values.oneOf(MORE_HEADERS) + END : "";
        String file = values.oneIn(2) ? values.oneOf(FILES) : FILES.getFirst();
        return "Content-Disposition: " + disposition + END + more + (values.oneIn(12) ? "" : END) + file + END;
    }
}
