package io.usher.api.keys;

import io.usher.api.http.security.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Where the first key is left for whoever set up the platform: a file that only the user of this program can read. */
record FirstKeyFile(Path path) {

    /** Replaces the file as a whole. */
    Mono<Void> write(Secret secret) {
        return Mono.<Void>fromRunnable(() -> replace(secret.token() + "\n")).subscribeOn(Schedulers.boundedElastic());
    }

    private void replace(String text) {
        try {
            // Temporary files are readable by their user alone.
            Path written = Files.createTempFile(path.getParent(), "first-key", ".new");
            Files.writeString(written, text);
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            IllegalStateException unwritable = new IllegalStateException(
                    "usher.first-key-file: %s (expected a place to write to)".formatted(path));
            // No cause: a disk that refuses is no database that is away.
            unwritable.addSuppressed(e);
            throw unwritable;
        }
    }
}
