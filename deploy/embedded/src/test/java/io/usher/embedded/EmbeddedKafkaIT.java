package io.usher.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Each test has servers of its own, and mostly waits for them. */
@Execution(CONCURRENT)
final class EmbeddedKafkaIT {

    @TempDir
    private Path folder;

    @Test
    void publishedRecordsSurviveARestartOnTheSamePort() throws Exception {
        try (EmbeddedKafka server = EmbeddedKafka.start(folder, 0)) {
            int port = server.port();
            KafkaMessages.publish(server.bootstrapServers(), "before");

            server.restart();

            assertThat(server.port()).isEqualTo(port);
            KafkaMessages.publish(server.bootstrapServers(), "after");
            assertThat(KafkaMessages.read(server.bootstrapServers(), 2)).containsExactly("before", "after");
        }
    }

    @Test
    void aNewBrokerOnTheSameFolderHasTheData() throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(folder, 0)) {
            KafkaMessages.publish(first.bootstrapServers(), "kept");
        }

        try (EmbeddedKafka second = EmbeddedKafka.start(folder, 0)) {
            assertThat(KafkaMessages.read(second.bootstrapServers(), 1)).containsExactly("kept");
        }
    }

    @Test
    void theDataOfAKilledProgramIsTakenOver() throws Exception {
        try (KilledProgram program = KilledProgram.running(EmbeddedKafkaProgram.class, folder)) {
            String port = program.reported("port");
            program.kill();

            try (EmbeddedKafka server = EmbeddedKafka.start(folder, Integer.parseInt(port))) {
                KafkaMessages.publish(server.bootstrapServers(), "after");
                assertThat(KafkaMessages.read(server.bootstrapServers(), 2)).containsExactly("kept", "after");
            }
        }
    }

    @Test
    void aPortInUseIsReportedInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, taken.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aFolderInUseIsRefusedInOneLine() {
        try (EmbeddedKafka server = EmbeddedKafka.start(folder, 0)) {
            assertThat(server.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("in use")
                    .hasMessageNotContaining("\n");
        }
    }
}
