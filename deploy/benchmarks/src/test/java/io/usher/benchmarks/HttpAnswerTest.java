package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class HttpAnswerTest {

    private static final String ANSWER =
            "HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\ncontent-length: 2\r\n\r\nok";

    @Test
    void theStatusIsKnownWhenTheBodyIsComplete() {
        byte[] bytes = ANSWER.getBytes(UTF_8);

        assertThat(HttpAnswer.statusOf(bytes, bytes.length)).isEqualTo(202);
        for (int received = 0; received < bytes.length; received++) {
            assertThat(HttpAnswer.statusOf(bytes, received))
                    .as("%d bytes", received)
                    .isZero();
        }
    }

    @Test
    void theLengthMayBeTheLastHeaderOrTheOnlyOne() {
        byte[] bytes = "HTTP/1.1 409 Conflict\r\nContent-Length:0\r\n\r\n".getBytes(UTF_8);

        assertThat(HttpAnswer.statusOf(bytes, bytes.length)).isEqualTo(409);
    }

    @Test
    void anAnswerOfUnknownLengthIsRefused() {
        byte[] bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(UTF_8);

        assertThatThrownBy(() -> HttpAnswer.statusOf(bytes, bytes.length))
                .hasMessageContaining("without Content-Length");
    }
}
