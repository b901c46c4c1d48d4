package io.usher.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** HTTP as some clients speak it: the next request is on its way before the answer to the one before has come. */
class KeptConnectionIT {

    private final RunningApi api = RunningApi.shared();

    @Test
    void aConnectionIsReadOnAfterRequestsThatCameTogether() throws IOException {
        URI url = URI.create(api.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            InputStream answers = new BufferedInputStream(socket.getInputStream());
            for (int round = 0; round < 20; round++) {
                // The first one waits for the database, the second one is refused at once.
                send(socket, request("GET", "/api/v1/organizations") + request("DELETE", "/api/v1/organizations"));
                assertThat(status(answers)).isEqualTo(200);
                assertThat(status(answers)).isEqualTo(405);
            }
        }
    }

    private static void send(Socket socket, String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String request(String method, String path) {
        return "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(method, path, RunningApi.ADMIN_TOKEN);
    }

    /** Reads one answer to its end. */
    private static int status(InputStream answers) throws IOException {
        int status = Integer.parseInt(line(answers).split(" ")[1]);
        int length = 0;
        for (String header = line(answers); !header.isEmpty(); header = line(answers)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        assertThat(answers.readNBytes(length)).hasSize(length);
        return status;
    }

    private static String line(InputStream answers) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
