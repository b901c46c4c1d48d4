package io.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API that answers what it is told to. */
final class ApiClientTest {

    private final HttpServer server = listening();
    private final ApiClient api =
            new ApiClient("http://localhost:" + server.getAddress().getPort(), "a-key");
    private final Queue<Integer> statuses = new ArrayDeque<>();
    private final List<String> keys = new ArrayList<>();

    private static HttpServer listening() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void answer() {
        server.createContext("/", exchange -> {
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            exchange.sendResponseHeaders(statuses.remove(), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aPostThatIsNotConfirmedIsRepeatedUnderItsKey() {
        statuses.addAll(List.of(503, 503, 202, 202));

        assertThat(api.postUntilConfirmed("/acceptances", "{}").status()).isEqualTo(202);
        assertThat(api.postUntilConfirmed("/acceptances", "{}").status()).isEqualTo(202);

        assertThat(keys.subList(0, 3)).containsOnly(keys.getFirst());
        assertThat(keys.getLast()).as("another request").isNotEqualTo(keys.getFirst());
    }

    @Test
    void whatARepeatedDeletionDoesNotFindIsDeleted() {
        statuses.addAll(List.of(503, 404));

        api.deleteUntilConfirmed("/members/ada");

        assertThat(statuses).isEmpty();
    }

    @Test
    void whatAFirstDeletionDoesNotFindIsARefusal() {
        statuses.add(404);

        assertThatThrownBy(() -> api.deleteUntilConfirmed("/members/ada"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("404");
    }
}
