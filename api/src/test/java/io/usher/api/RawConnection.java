package io.usher.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** HTTP byte by byte, as no client library would send it. */
public final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream answers;

    public RawConnection(RunningApi api) throws IOException {
        this(URI.create(api.url()).getPort());
    }

    /** @param port of a server on this machine */
    public RawConnection(int port) throws IOException {
        this.socket = new Socket("localhost", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.answers = new BufferedInputStream(socket.getInputStream());
    }

    /** The first line and the headers of a request, with the platform's key. */
    public static String head(String method, String path, String... headers) {
        StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                .formatted(method, path, RunningApi.ADMIN_TOKEN));
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** Sends each character as one byte. */
    public RawConnection send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Whether some of an answer has arrived. Fails if the other side has ended the connection without one. */
    public boolean hasAnswer() throws IOException {
        socket.setSoTimeout(1);
        answers.mark(1);
        try {
            if (answers.read() < 0) {
                throw new EOFException("the connection was closed without an answer");
            }
            answers.reset();
            return true;
        } catch (SocketTimeoutException none) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Reads one answer to its end. */
    public Answers answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        HttpHeaders headers = new HttpHeaders();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.add(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        byte[] body = answers.readNBytes((int) Math.max(0, headers.getContentLength()));
        return new Answers(status, headers, new String(body, ISO_8859_1));
    }

    /** Whether the other side ends the connection; waits for it. */
    public boolean isEnded() throws IOException {
        return answers.read() < 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new IOException(
                        "the connection was closed after: " + line.toString().toLowerCase(Locale.ROOT));
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
