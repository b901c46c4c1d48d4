package io.usher.testing;

import io.usher.embedded.EmbeddedPostgres;
import io.usher.embedded.Folders;
import io.usher.embedded.LockedFolder;
import io.usher.embedded.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data folder of one JVM's test servers: in the build folder, empty at first, shared with no other JVM. */
final class TestFolder {

    private static final int MAX_JVMS = 32;

    private final LockedFolder held;

    private TestFolder(LockedFolder held) {
        this.held = held;
    }

    static TestFolder hold() {
        Path target = Path.of("target");
        Path root = Files.isDirectory(target)
                ? target.resolve("servers")
                : Path.of(System.getProperty("java.io.tmpdir"), "usher-servers-" + System.getProperty("user.name"));
        TestFolder folder = new TestFolder(firstFree(root));
        folder.emptied();
        return folder;
    }

    private static LockedFolder firstFree(Path root) {
        ServerStartException taken = new ServerStartException("no folder tried");
        for (int i = 1; i <= MAX_JVMS; i++) {
            try {
                return LockedFolder.lock("Test servers", root.resolve(Integer.toString(i)));
            } catch (ServerStartException e) {
                taken = e;
            }
        }
        throw taken;
    }

    private void emptied() {
        try {
            EmbeddedPostgres.discard(resolve("postgres"), Checkout.postgresBinaries());
            Folders.delete(resolve("kafka"));
            Folders.delete(resolve("mail"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path resolve(String name) {
        return held.resolve(name);
    }
}
