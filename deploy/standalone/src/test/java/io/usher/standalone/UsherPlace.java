package io.usher.standalone;

import io.usher.embedded.Ports;
import io.usher.testing.Checkout;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The settings of one installation: a data folder and ports that stay the same at every start.
 *
 * @param settings the environment of {@code deploy/up}
 */
public record UsherPlace(Map<String, String> settings) {

    /** The key of every place, unless its settings have another one. */
    static final String TOKEN = "usher_a-key-that-only-tests-know";

    /** The platform administrator of every place, who signs in with {@link #PASSWORD}. */
    public static final String ADMINISTRATOR = "root@usher.example";

    public static final String PASSWORD = "seven lanterns in fog";

    /** Few requests are recorded: tests gain from fast starts alone. */
    static final String REHEARSED_REQUESTS = "200";

    /** An empty folder below {@code target} and free ports. */
    static UsherPlace fresh(String name) {
        try {
            Path folders = Files.createDirectories(Checkout.target().resolve("usher"));
            Map<String, String> settings = new HashMap<>();
            settings.put(
                    "USHER_DATA", Files.createTempDirectory(folders, name + "-").toString());
            settings.put("USHER_ADMIN_TOKEN", TOKEN);
            settings.put("USHER_ADMIN_EMAIL", ADMINISTRATOR);
            settings.put("USHER_ADMIN_PASSWORD", PASSWORD);
            settings.put("USHER_REHEARSE", REHEARSED_REQUESTS);
            // A busy machine may take longer than people are asked to wait.
            settings.put("USHER_PAGES_DECISIONWITHIN", "20s");
            // Tests run too briefly to gain from the optimizing compiler.
            settings.put("USHER_JAVA_OPTIONS", String.join(" ", ProgramProcess.FAST_COMPILER));
            List<Integer> free = IntStream.generate(Ports::free)
                    .distinct()
                    .limit(ListeningPort.values().length)
                    .boxed()
                    .toList();
            for (ListeningPort listening : ListeningPort.values()) {
                settings.put(listening.setting(), String.valueOf(free.get(listening.ordinal())));
            }
            return new UsherPlace(Map.copyOf(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    UsherPlace with(String setting, String value) {
        return with(Map.of(setting, value));
    }

    UsherPlace with(Map<String, String> more) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.putAll(more);
        return new UsherPlace(Map.copyOf(changed));
    }

    /** Properties of Spring as the environment has them. */
    UsherPlace withProperties(Map<String, String> properties) {
        Map<String, String> variables = new HashMap<>();
        properties.forEach((name, value) ->
                variables.put(name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT), value));
        return with(variables);
    }

    UsherPlace with(ListeningPort listening, int port) {
        return with(listening.setting(), Integer.toString(port));
    }

    UsherPlace without(String setting) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.remove(setting);
        return new UsherPlace(Map.copyOf(changed));
    }

    Path data() {
        return Path.of(String.valueOf(settings.get("USHER_DATA")));
    }

    /** The platform's key; empty if Usher creates one. */
    String token() {
        return settings.getOrDefault("USHER_ADMIN_TOKEN", "");
    }

    /** Where the mails are read. */
    public String mailUrl() {
        return "http://localhost:" + port(ListeningPort.MAIL);
    }

    /** The database, for its owner. Of an Usher that has been started. */
    public DataSource database() {
        try {
            return new DriverManagerDataSource(
                    "jdbc:postgresql://localhost:%d/usher".formatted(port(ListeningPort.POSTGRES)),
                    "usher_owner",
                    Files.readString(data().resolve("postgresql/owner.password"))
                            .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port(ListeningPort listening) {
        return Integer.parseInt(String.valueOf(settings.get(listening.setting())));
    }
}
