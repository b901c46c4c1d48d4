package io.usher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The platform's first API key: the one in the settings, or else the one that the API creates at the first start and
 * stores in a file that only its user can read. The file exists until the key has been shown, so that a failed start
 * does not lose it.
 */
record FirstKey(Path file, Optional<String> given) {

    static FirstKey in(DataFolder folder, Optional<String> given) {
        return new FirstKey(folder.resolve("first-key"), given);
    }

    boolean wasGiven() {
        return given.isPresent();
    }

    /** The key that the API has created and that has not been shown yet. */
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

    /** Omits the key: records are logged. */
    @Override
    public String toString() {
        return "FirstKey[%s]".formatted(file);
    }
}
