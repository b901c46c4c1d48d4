package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/** As much of HTTP/1.1 as it takes to know when an answer is complete and what its status is. */
final class HttpAnswer {

    private static final String LENGTH = "\r\ncontent-length:";
    private static final int STATUS_FROM = "HTTP/1.1 ".length();
    private static final int STATUS_DIGITS = 3;

    private HttpAnswer() {}

    /** The status of the answer that the bytes are; 0 while it is not complete. */
    static int statusOf(byte[] bytes, int count) {
        int headEnd = endOfHead(bytes, count);
        if (headEnd < 0) {
            return 0;
        }
        String head = new String(bytes, 0, headEnd, ISO_8859_1).toLowerCase(Locale.ROOT);
        int length = head.indexOf(LENGTH);
        if (length < 0) {
            throw new IllegalStateException("answer without Content-Length: " + head);
        }
        int lineEnd = head.indexOf('\r', length + 1);
        int body = Integer.parseInt(head.substring(length + LENGTH.length(), lineEnd < 0 ? head.length() : lineEnd)
                .strip());
        return count < headEnd + 4 + body
                ? 0
                : Integer.parseInt(head.substring(STATUS_FROM, STATUS_FROM + STATUS_DIGITS));
    }

    private static int endOfHead(byte[] bytes, int count) {
        for (int i = 0; i + 3 < count; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
