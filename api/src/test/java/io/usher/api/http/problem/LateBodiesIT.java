package io.usher.api.http.problem;

import static io.usher.api.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RawConnection;
import io.usher.api.RunningApi;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Bodies that do not arrive within the time that the API allows for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateBodiesIT {

    private static final String PATH = "/api/v1/organizations";
    private static final String JSON = "Content-Type: application/json";

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private RunningApi api;

    @BeforeAll
    void start() {
        api = RunningApi.start(TestServers.freshDatabase(), "usher.body-within=1500ms");
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(head("POST", PATH, JSON, "Content-Length: 1000") + "{\"name\": ");

            assertThat(connection.answer().problem()).isEqualTo("408 body-timeout");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyThatTricklesIsNotWaitedFor() throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(head("POST", PATH, JSON, "Content-Length: 100000"));
            await().pollInterval(Duration.ofMillis(50)).until(() -> !trickles(connection));
        }
    }

    @Test
    void neitherIsOneThatNobodyReads() throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(head("DELETE", PATH, JSON, "Content-Length: 100000"));

            assertThat(connection.answer().problem()).isEqualTo("405 method-not-allowed");
            assertThat(connection.isEnded()).isTrue();
            await().pollInterval(Duration.ofMillis(50)).until(() -> !trickles(connection));
        }
    }

    private static boolean trickles(RawConnection connection) {
        try {
            connection.send(" ");
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
