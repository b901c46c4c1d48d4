package io.usher.standalone;

import java.nio.file.Path;

/** Where the tests find what they run. */
final class Checkout {

    private Checkout() {}

    /** The module that is tested: set by Maven; elsewhere the folder that the tests run in. */
    private static Path module() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }

    static Path target() {
        return module().resolve("target");
    }

    static Path root() {
        return module().resolve("../..").normalize();
    }
}
