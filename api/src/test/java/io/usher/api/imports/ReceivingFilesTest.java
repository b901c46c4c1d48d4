package io.usher.api.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactories;
import io.usher.api.http.security.Caller;
import io.usher.api.http.uploads.UploadSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class ReceivingFilesTest {

    private final SlowFiles files = new SlowFiles();
    private final ReceivingFiles receiving =
            new ReceivingFiles(files, new UploadSettings(DataSize.ofMegabytes(1), 100, Duration.ofMinutes(1), 1, 1));

    /** Takes a while to begin one. */
    private static final class SlowFiles extends ImportFiles {

        private final Sinks.Empty<Void> inserted = Sinks.empty();
        private final List<UUID> begun = new ArrayList<>();
        private final List<UUID> deleted = new ArrayList<>();

        SlowFiles() {
            super(
                    DatabaseClient.create(ConnectionFactories.get("r2dbc:postgresql://nobody@localhost/nothing")),
                    UUID::randomUUID);
        }

        @Override
        Mono<Void> begin(UUID file) {
            begun.add(file);
            return inserted.asMono();
        }

        @Override
        Mono<Void> deleteUnlessUsed(UUID file) {
            return Mono.fromRunnable(() -> deleted.add(file));
        }
    }

    @Test
    void aFileThatIsBegunAfterItsSenderLeftIsDeleted() {
        Disposable upload = receiving
                .receive(Caller.withId("sender"), Flux.never(), stored -> Mono.just(stored.file()))
                .subscribe();
        assertThat(files.begun).hasSize(1);

        upload.dispose();
        assertThat(files.deleted).as("it is not there yet").isEmpty();
        files.inserted.tryEmitEmpty().orThrow();

        assertThat(files.deleted).isEqualTo(files.begun);
    }
}
