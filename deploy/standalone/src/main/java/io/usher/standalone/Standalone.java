package io.usher.standalone;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Usher as one program. Reads its settings from the environment, refuses invalid ones in one line before it starts
 * anything, prints the addresses of all parts, and runs until it is stopped or loses its database. The exit status is 1
 * if it does not start or loses its database, otherwise 128 plus the number of the signal that stopped it: 130 after
 * Ctrl-C, 143 after SIGTERM.
 */
public final class Standalone {

    private static final int FAILED = 1;

    private final PrintStream out;
    private final PrintStream err;
    private volatile @Nullable Path log;
    private volatile boolean ready;
    private volatile boolean stopping;

    private Standalone(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        Standalone standalone = new Standalone(System.out, System.err);
        try {
            standalone.run(System.getenv());
        } catch (RuntimeException | Error e) {
            standalone.refuse(e);
            // The shutdown hook stops what has started.
            System.exit(FAILED);
        }
    }

    private void run(Map<String, String> environment) {
        Settings settings = Settings.from(environment);
        DataFolder folder = lock(settings);
        logTo(folder.log());
        log = folder.log();
        DataVersion.ofThisProgram().claim(folder);
        out.println("Usher is starting");
        out.flush();
        Usher usher = new Usher(folder, settings, this::endWithoutDatabase);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(usher, folder), "stopping Usher"));
        Announcement announcement = usher.start();
        if (stopping) {
            return;
        }
        announcement.lines().forEach(out::println);
        out.flush();
        FirstSecret.key(folder, settings).shown();
        FirstSecret.password(folder, settings).shown();
        ready = true;
        Console.open();
    }

    /** Refuses ports in use before it creates a folder, and a folder in use before the ports of its holder. */
    private static DataFolder lock(Settings settings) {
        if (Files.notExists(settings.data())) {
            PortCheck.allFree(settings, false);
        }
        DataFolder folder = DataFolder.lock(settings.data(), holder(settings));
        PortCheck.allFree(settings, StoredDatabase.leftRunning(folder));
        return folder;
    }

    private static String holder(Settings settings) {
        return "the Usher at %s, process %d"
                .formatted(settings.publicUrl(), ProcessHandle.current().pid());
    }

    /** Sets up logging once: otherwise each program would do so again. */
    static void logTo(Path file) {
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        System.setProperty("usher.log", file.toString());
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> LoggerFactory.getLogger(Standalone.class)
                .error("Thread {} ended; what it did is not done any more", thread.getName(), failure));
    }

    private void endWithoutDatabase() {
        String ended = "PostgreSQL has ended (what was acknowledged is there at the next start)";
        LoggerFactory.getLogger(Standalone.class).error("{}; everything is stopped", ended);
        err.println("Usher: " + ended);
        System.exit(FAILED);
    }

    private void refuse(Throwable failure) {
        // If it was stopped during the start, the reason is known.
        if (stopping) {
            return;
        }
        String why = RefusedStartException.of("Usher", failure).getMessage();
        if (log == null || failure.getCause() == null) {
            err.println("Usher: " + why);
        } else {
            LoggerFactory.getLogger(Standalone.class).error("Not started; what has started is stopped", failure);
            err.println("Usher: %s (more in %s)".formatted(why, log));
        }
    }

    private void stop(Usher usher, DataFolder folder) {
        stopping = true;
        if (ready) {
            out.println("Usher is stopping");
        }
        Console.close();
        usher.close();
        folder.close();
        if (ready) {
            out.println("Usher has stopped");
        }
    }
}
