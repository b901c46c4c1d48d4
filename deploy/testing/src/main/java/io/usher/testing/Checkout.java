package io.usher.testing;

import java.nio.file.Files;
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

    /**
     * Where the servers of all modules unpack PostgreSQL's programs, which takes seconds: in the build folder of the
     * whole, or of the working directory if that is in no checkout.
     */
    public static Path postgresBinaries() {
        return whole(module()).resolve("target").resolve("postgresql");
    }

    private static Path whole(Path module) {
        for (Path folder = module; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        return module;
    }

    public static Path root() {
        return module().resolve("../..").normalize();
    }
}
