package io.usher.benchmarks;

import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * Measures {@code import}: from the upload of a CSV file over HTTP until all of its people are invited. The API's heap is
 * looked at after collections: before, while it reads the file, and afterwards.
 */
final class ImportFigure {

    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long COLLECT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Run run;
    private final ApiCalls api;
    private final long pid;
    private double mostLive;

    private ImportFigure(Run run, ApiCalls api) {
        this.run = run;
        this.api = api;
        this.pid = run.programs().pid(Program.API);
    }

    static void measure(Run run) {
        run.progress().say("the API starts if it does not run");
        try (ApiCalls api = new ApiCalls(run.programs().require(Program.API))) {
            ImportFigure figure = new ImportFigure(run, api);
            int rows = run.sizes().importRows();
            double unused = figure.importOf(Math.max(1, rows / 20), "warming");
            double before = LiveHeap.mebibytesAfterCollection(figure.pid);
            figure.mostLive = before;
            double seconds = figure.importOf(rows, "measured");
            double after = LiveHeap.mebibytesAfterCollection(figure.pid);
            run.progress()
                    .say(
                            "import: %,d rows in %s s; heap after collection %s MiB before, at most %s MiB meanwhile, %s MiB"
                                    + " afterwards",
                            rows,
                            Report.number(seconds),
                            Report.number(before),
                            Report.number(figure.mostLive),
                            Report.number(after));
            run.note(Measured.once("import", " s", seconds));
            run.note(Measured.once("import heap before", " MiB", before));
            run.note(Measured.once("import heap most", " MiB", figure.mostLive));
            run.note(Measured.once("import heap after", " MiB", after));
        }
    }

    /** Returns the seconds that it took. */
    private double importOf(int rows, String name) {
        String organization = api.post(
                        "/organizations", "{\"name\": \"Import\", \"slug\": \"import-%s\"}".formatted(name))
                .path("id")
                .asString();
        String invitation = api.post(
                        "/organizations/%s/invitations".formatted(organization),
                        "{\"name\": \"Import\", \"mode\": \"targeted\"}")
                .path("id")
                .asString();
        Path file = write(rows, name);
        try {
            long begun = System.nanoTime();
            JsonNode started =
                    api.post("/invitations/%s/imports".formatted(invitation), "text/csv", BodyPublishers.ofFile(file));
            JsonNode ended = awaitEnd("/imports/" + started.path("id").asString(), rows);
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (!ended.path("state").asString().equals("done")
                    || ended.at("/counts/new").asInt() != rows) {
                throw new IllegalStateException("import: %s (expected %d new people)".formatted(ended, rows));
            }
            return seconds;
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(int rows, String name) {
        Path file = run.folder().resolve("import-%s.csv".formatted(name));
        try (BufferedWriter csv = Files.newBufferedWriter(file)) {
            csv.write("First name,Last name,E-mail\n");
            for (int row = 0; row < rows; row++) {
                csv.write("Ada,Lovelace %d,person%d@%s.example.com%n".formatted(row, row, name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private JsonNode awaitEnd(String path, int rows) {
        Deadline deadline = new Deadline("imported rows", WITHIN);
        long collected = System.nanoTime();
        JsonNode now = api.get(path);
        while (now.path("state").asString().equals("reading")) {
            deadline.check(now.path("done").asLong(), rows);
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            if (System.nanoTime() - collected > COLLECT_EVERY_NANOS) {
                mostLive = Math.max(mostLive, LiveHeap.mebibytesAfterCollection(pid));
                collected = System.nanoTime();
            }
            now = api.get(path);
        }
        return now;
    }
}
