package io.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Between a client and a server that says back whatever it hears. */
final class FaultProxyTest {

    private static final int SOON_MILLIS = 500;
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(30);

    private final AtomicInteger heard = new AtomicInteger();
    private final ServerSocket server = listening();
    private final FaultProxy proxy = FaultProxy.to("localhost", server.getLocalPort());

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void echo() {
        var unused = Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                Socket client = accepted();
                var unusedEither = Thread.ofVirtual().start(() -> echo(client));
            }
        });
    }

    private Socket accepted() {
        try {
            return server.accept();
        } catch (IOException closed) {
            return new Socket();
        }
    }

    private void echo(Socket client) {
        try (client) {
            int said = client.getInputStream().read();
            while (said >= 0) {
                heard.incrementAndGet();
                client.getOutputStream().write(said);
                said = client.getInputStream().read();
            }
        } catch (IOException ended) {
            // As clients do.
        }
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(SOON_MILLIS);
        return client;
    }

    private static int ask(Socket client, char said) throws IOException {
        client.getOutputStream().write(said);
        return client.getInputStream().read();
    }

    @Test
    void dropsEveryConnectionAndCarriesNewOnes() throws IOException {
        try (Socket before = connect()) {
            before.setSoTimeout(0);
            assertThat(ask(before, 'a')).isEqualTo('a');
            proxy.dropConnections();
            assertThat(before.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket after = connect()) {
            after.setSoTimeout(0);
            assertThat(ask(after, 'b')).isEqualTo('b');
        }
    }

    @Test
    void isHalfOpenWhenItAnswersNothing() throws IOException {
        try (Socket client = connect()) {
            client.setSoTimeout(0);
            assertThat(ask(client, 'a')).isEqualTo('a');
            client.setSoTimeout(SOON_MILLIS);
            proxy.dropResponses();
            assertThatThrownBy(() -> ask(client, 'b')).isInstanceOf(SocketTimeoutException.class);
            await().atMost(HEARD_WITHIN).until(() -> heard.get() == 2);
        }
    }

    @Test
    void delaysEachWayUntilItCarriesAgain() throws IOException {
        try (Socket client = connect()) {
            client.setSoTimeout(0);
            proxy.delay(Duration.ofMillis(100));
            long before = System.nanoTime();
            assertThat(ask(client, 'a')).isEqualTo('a');
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(200_000_000L);
            proxy.restore();
            assertThat(ask(client, 'b')).isEqualTo('b');
        }
    }
}
