package io.usher.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A random password that is created once and stored in a file that only its user can read. */
final class StoredPassword {

    private static final int BYTES = 16;

    private StoredPassword() {}

    /** The caller has locked the folder, so that no other process creates the file. */
    static String in(LockedFolder folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            // Only their user can read temporary files.
            Path written = Files.createTempFile(folder.path(), name, ".new");
            Files.writeString(written, HexFormat.of().formatHex(random));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file);
    }
}
