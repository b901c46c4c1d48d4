package io.usher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;

/** The key of personal links: created once and stored in a file that only its user can read. */
final class LinkKey {

    private static final int BYTES = 32;

    private LinkKey() {}

    /** The folder is locked: no other process creates the file. */
    static String in(DataFolder folder) {
        Path file = folder.resolve("link-key");
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[BYTES];
                new SecureRandom().nextBytes(random);
                // Only their user can read temporary files.
                Path written = Files.createTempFile(folder.path(), "link-key", ".new");
                Files.writeString(written, Base64.getEncoder().encodeToString(random) + "\n");
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
