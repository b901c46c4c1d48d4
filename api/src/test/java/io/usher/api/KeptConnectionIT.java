package io.usher.api;

import static io.usher.api.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** HTTP as some clients speak it: the next request is on its way before the answer to the one before has come. */
class KeptConnectionIT {

    private static final String BODY = "{\"name\": \"Kept\"}";

    private final RunningApi api = RunningApi.shared();

    @Test
    void aConnectionIsReadOnAfterRequestsThatCameTogether() throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            for (int round = 0; round < 20; round++) {
                // The first one waits for the database, the second one is refused at once.
                connection.send(head("GET", "/api/v1/organizations") + head("DELETE", "/api/v1/organizations"));
                assertThat(connection.answer().status()).isEqualTo(200);
                assertThat(connection.answer().status()).isEqualTo(405);
            }
        }
    }

    @Test
    void aBodyThatComesAfterTheAnswerToTheRequestBeforeIsRead() throws IOException {
        String post = head(
                "POST", "/api/v1/organizations", "Content-Type: application/json", "Content-Length: " + BODY.length());
        try (RawConnection connection = new RawConnection(api)) {
            for (int round = 0; round < 5; round++) {
                connection.send(head("GET", "/api/v1/organizations") + post + BODY.substring(0, 5));
                assertThat(connection.answer().status()).isEqualTo(200);
                connection.send(BODY.substring(5));
                assertThat(connection.answer().status()).isEqualTo(201);
            }
        }
    }
}
