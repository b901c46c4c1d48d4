package io.usher.testing;

import java.nio.file.Path;

/** The folders of the build. */
public final class Checkout {

    private Checkout() {}

    /** The module under test: set by Maven, otherwise the working directory. */
    private static Path module() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }

    public static Path target() {
        return module().resolve("target");
    }

    public static Path root() {
        return module().resolve("../..").normalize();
    }
}
