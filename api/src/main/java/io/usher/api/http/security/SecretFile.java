package io.usher.api.http.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Where a secret is left for whoever set up the platform: a file that only the user of this program can read.
 *
 * @param setting that names the file
 */
public record SecretFile(String setting, Path path) {

    /** Replaces the file as a whole. */
    public Mono<Void> write(String secret) {
        return Mono.<Void>fromRunnable(() -> replace(secret + "\n")).subscribeOn(Schedulers.boundedElastic());
    }

    private void replace(String text) {
        try {
            // Temporary files are readable by their user alone.
            Path written = Files.createTempFile(path.getParent(), "secret", ".new");
            Files.writeString(written, text);
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            IllegalStateException unwritable =
                    new IllegalStateException("%s: %s (expected a place to write to)".formatted(setting, path));
            // No cause: a disk that refuses is no database that is away.
            unwritable.addSuppressed(e);
            throw unwritable;
        }
    }
}
