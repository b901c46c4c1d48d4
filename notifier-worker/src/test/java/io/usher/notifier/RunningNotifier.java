package io.usher.notifier;

import io.usher.servers.Database;
import io.usher.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.r2dbc.core.DatabaseClient;

/** The program as it runs, on the test servers and a database of its own. */
final class RunningNotifier implements AutoCloseable {

    private static final String PASSWORD = "notifier";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    private RunningNotifier(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static RunningNotifier on(Database database, String... settings) {
        letIn(database);
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=0");
        arguments.add("--spring.r2dbc.url=" + database.r2dbcUrl());
        arguments.add("--spring.r2dbc.password=" + PASSWORD);
        arguments.add("--spring.kafka.bootstrap-servers=" + TestServers.kafka().bootstrapServers());
        if (arguments.stream().noneMatch(setting -> setting.startsWith("--spring.mail.port="))) {
            arguments.add("--spring.mail.port=" + TestServers.mail().smtpPort());
        }
        return new RunningNotifier(NotifierApplication.application().run(arguments.toArray(String[]::new)));
    }

    /** Migrations make the program's role without a password. */
    private static void letIn(Database database) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("alter role usher_notifier_worker password '" + PASSWORD + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpStatus readiness() {
        return HttpStatus.valueOf(get("/actuator/health/readiness").statusCode());
    }

    HttpStatus liveness() {
        return HttpStatus.valueOf(get("/actuator/health/liveness").statusCode());
    }

    /** As after an error that is none of a record's. */
    void stopConsuming() {
        context.getBean(AbstractMessageListenerContainer.class).stopAbnormally(() -> {});
    }

    String metrics() {
        return get("/actuator/prometheus").body();
    }

    /** As the program's own connections have it. */
    String databaseSetting(String name) {
        String value = context.getBean(DatabaseClient.class)
                .sql("select current_setting($1) as value")
                .bind(0, name)
                .map(row -> Objects.requireNonNull(row.get("value", String.class)))
                .one()
                .block();
        return String.valueOf(value);
    }

    private HttpResponse<String> get(String path) {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }
}
