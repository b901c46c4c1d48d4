package io.usher.testing;

import java.nio.file.Path;

/** Where the tests find what they run. */
public final class Checkout {

    private Checkout() {}

    /** The module that is tested: set by Maven; elsewhere the folder that the tests run in. */
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
