package io.usher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * By what somebody signs in: the secret in the settings, or else the one that the API creates at the first start and
 * stores in a file that only its user can read. The file exists until the secret has been shown, so that a failed start
 * does not lose it.
 */
record FirstSecret(Path file, Optional<String> given) {

    /** The platform's first API key. */
    static FirstSecret key(DataFolder folder, Settings settings) {
        return new FirstSecret(folder.resolve("first-key"), settings.adminToken());
    }

    /** The administrator's password. */
    static FirstSecret password(DataFolder folder, Settings settings) {
        return new FirstSecret(folder.resolve("first-password"), settings.adminPassword());
    }

    boolean wasGiven() {
        return given.isPresent();
    }

    /** The secret that the API has created and that has not been shown yet. */
    Optional<String> unshown() {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the file. */
    void shown() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Omits the secret: records are logged. */
    @Override
    public String toString() {
        return "FirstSecret[%s]".formatted(file);
    }
}
