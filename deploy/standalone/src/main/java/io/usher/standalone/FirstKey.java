package io.usher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The platform's first API key. Where the settings give none, one is made at the first start; it is on disk, readable
 * by its user alone, only until it has been shown, so that a start that dies before does not lose it.
 */
final class FirstKey {

    private static final String FILE = "first-key";
    private static final String SHOWN = "";
    private static final int BYTES = 32;

    private final Path file;
    private final Optional<String> given;

    private FirstKey(Path file, Optional<String> given) {
        this.file = file;
        this.given = given;
    }

    /** Makes the key where none was given, now or ever. */
    static FirstKey in(DataFolder folder, Optional<String> given) {
        FirstKey key = new FirstKey(folder.resolve(FILE), given);
        if (!Files.exists(key.file)) {
            key.write(given.isPresent() ? SHOWN : random());
        }
        return key;
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return "usher_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What the API has to know; empty when it stored the key at an earlier start. */
    Optional<String> secret() {
        return given.or(this::unshown);
    }

    boolean wasGiven() {
        return given.isPresent();
    }

    /** The key that was made and nobody has seen yet. */
    Optional<String> unshown() {
        try {
            return Optional.of(Files.readString(file)).filter(text -> !text.equals(SHOWN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets the secret. */
    void shown() {
        write(SHOWN);
    }

    private void write(String text) {
        try {
            // Temporary files are readable by their user alone.
            Path written = Files.createTempFile(file.getParent(), FILE, ".new");
            Files.writeString(written, text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
