package io.usher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The platform's first API key: the one that the settings give, or else the one that the API makes at the first start and
 * leaves in a file, readable by its user alone. It is there only until it has been shown, so that a start that dies before
 * does not lose it.
 */
record FirstKey(Path file, Optional<String> given) {

    static FirstKey in(DataFolder folder, Optional<String> given) {
        return new FirstKey(folder.resolve("first-key"), given);
    }

    boolean wasGiven() {
        return given.isPresent();
    }

    /** The key that the API has made and nobody has seen yet. */
    Optional<String> unshown() {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets the key. */
    void shown() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the key: records end up in logs. */
    @Override
    public String toString() {
        return "FirstKey[%s]".formatted(file);
    }
}
