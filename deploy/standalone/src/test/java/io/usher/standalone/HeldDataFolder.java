package io.usher.standalone;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A data folder that each test holds alone. */
abstract class HeldDataFolder {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path path;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    DataFolder folder;

    @BeforeEach
    void hold() {
        folder = DataFolder.lock(path, "this test");
    }

    @AfterEach
    void release() {
        folder.close();
    }
}
