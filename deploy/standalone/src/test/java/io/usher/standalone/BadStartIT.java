package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.testing.OwnProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** A start that cannot work is refused in exactly one line. It deletes nothing. */
@Execution(CONCURRENT)
final class BadStartIT {

    @Test
    void anInvalidSettingIsRefused() {
        assertThat(refusal(UsherPlace.fresh("bad").with("USHER_KAFKA_PORT", "kafka")))
                .isEqualTo("Usher: USHER_KAFKA_PORT: kafka (expected a port from 1 to 65535)");
    }

    @Test
    void aPortInUseIsRefused() throws IOException {
        UsherPlace place = UsherPlace.fresh("bad");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusal(place.with(ListeningPort.SMTP, other.getLocalPort())))
                    .startsWith("Usher: USHER_SMTP_PORT: port %d is not available: ".formatted(other.getLocalPort()));
        }
        assertThat(place.data().toFile().list())
                .as("another process may have the lock file open")
                .containsExactly("usher.lock");
    }

    @Test
    void aPortInUseIsRefusedBeforeTheFolderIsCreated() throws IOException {
        UsherPlace place = UsherPlace.fresh("bad");
        Path folder = place.data().resolve("new/data");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusal(
                            place.with("USHER_DATA", folder.toString()).with(ListeningPort.HTTP, other.getLocalPort())))
                    .startsWith("Usher: USHER_HTTP_PORT: port %d is not available: ".formatted(other.getLocalPort()));
        }
        assertThat(place.data()).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeCreatedIsRefused() throws IOException {
        UsherPlace place = UsherPlace.fresh("bad");
        Path file = Files.writeString(place.data().resolve("file"), "in the way");

        assertThat(refusal(place.with("USHER_DATA", file.resolve("data").toString())))
                .startsWith("Usher: %s: cannot be used: ".formatted(file.resolve("data")));
    }

    @Test
    void dataOfANewerVersionIsRefused() throws IOException {
        UsherPlace place = UsherPlace.fresh("bad");
        Files.writeString(place.data().resolve("usher.version"), "schema=999\nkafka=1\n");

        assertThat(refusal(place)).contains("data of a newer version: schema 999, Kafka 1 (expected at most ");
        assertThat(place.data().resolve("usher.version")).hasContent("schema=999\nkafka=1\n");
        assertThat(place.data().toFile().list()).containsExactlyInAnyOrder("usher.lock", "usher.version", "logs");
    }

    @Test
    void dataOfAnotherPostgresVersionIsRefused() throws IOException {
        UsherPlace place = UsherPlace.fresh("bad");
        Path cluster = Files.createDirectories(place.data().resolve("postgresql/cluster"));
        Files.writeString(cluster.resolve("PG_VERSION"), "99\n");

        assertThat(refusal(place, "Usher is starting")).contains("was made by version 99 (expected version 18)");
    }

    private static String refusal(UsherPlace place, String... printed) {
        OwnProcess process = RunningUsher.launch(place);
        int status = process.awaitExit();
        List<String> said = process.errors();

        assertThat(said).hasSize(1);
        assertThat(process.output()).containsExactly(printed);
        assertThat(status).isEqualTo(1);
        return said.getFirst();
    }
}
