package io.usher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.server.common.MetadataVersion;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The version of the data. Neither the migrations nor Kafka can be reverted.
 *
 * @param schema the newest migration of the database
 * @param kafka the level of Kafka's metadata
 */
record DataVersion(int schema, int kafka) {

    private static final String FILE = "usher.version";
    private static final Pattern MIGRATION = Pattern.compile("V(\\d+)__.*\\.sql");

    /** The version that this program migrates data to. */
    static DataVersion ofThisProgram() {
        return new DataVersion(newestMigration(), MetadataVersion.LATEST_PRODUCTION.featureLevel());
    }

    private static int newestMigration() {
        try {
            Resource[] migrations =
                    new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/V*.sql");
            return Stream.of(migrations)
                    .map(migration -> MIGRATION.matcher(String.valueOf(migration.getFilename())))
                    .filter(Matcher::matches)
                    .map(name -> Integer.valueOf(name.group(1)))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IllegalStateException(
                            "migrations: none found (expected db/migration on the class path)"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Marks the folder with this version, before any migration.
     *
     * @throws RefusedStartException if the data is of a newer version, or the mark is not readable
     */
    void claim(DataFolder folder) {
        Path file = folder.resolve(FILE);
        try {
            if (Files.exists(file)) {
                refuseNewer(folder, read(file));
            }
            write(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedStartException("%s: cannot be used: %s".formatted(file, e.getMessage()), e);
        }
    }

    private void refuseNewer(DataFolder folder, DataVersion found) {
        if (found.schema > schema || found.kafka > kafka) {
            throw new RefusedStartException(
                    "%s: data of a newer version: schema %d, Kafka %d (expected at most %d, %d; run the newer Usher, or choose another USHER_DATA)"
                            .formatted(folder.path(), found.schema, found.kafka, schema, kafka));
        }
    }

    private static DataVersion read(Path file) throws IOException {
        Properties text = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            text.load(reader);
        }
        return new DataVersion(number(text, "schema"), number(text, "kafka"));
    }

    private static int number(Properties text, String name) {
        String value = text.getProperty(name, "");
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("%s: %s (expected a number)".formatted(name, value));
        }
        return Integer.parseInt(value);
    }

    private void write(Path file) throws IOException {
        Path written = file.resolveSibling(FILE + ".new");
        Files.writeString(written, "schema=%d%nkafka=%d%n".formatted(schema, kafka));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
