package io.usher.benchmarks;

import io.usher.embedded.Database;
import io.usher.embedded.EmbeddedPostgres;
import io.usher.embedded.KafkaNode;
import io.usher.testing.BrokerProgram;
import io.usher.testing.OwnProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL with fsync, a broker and an SMTP server, each in processes of its own, with empty folders. */
final class Servers implements AutoCloseable {

    /** What the programs of servers say before their port. */
    static final String READY = BrokerProgram.READY;

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final Database database;
    private final OwnProcess broker;
    private final int brokerPort;
    private final OwnProcess mail;
    private final int smtpPort;

    private Servers(
            Path folder,
            EmbeddedPostgres postgres,
            Database database,
            OwnProcess broker,
            int brokerPort,
            OwnProcess mail,
            int smtpPort) {
        this.folder = folder;
        this.postgres = postgres;
        this.database = database;
        this.broker = broker;
        this.brokerPort = brokerPort;
        this.mail = mail;
        this.smtpPort = smtpPort;
    }

    static Servers start(Path folder, List<String> javaOptions) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<AutoCloseable> started = new ArrayList<>();
        try {
            KafkaNode node = KafkaNode.cluster(1).getFirst();
            OwnProcess broker =
                    launch("broker", folder, javaOptions, BrokerProgram.arguments(folder.resolve("broker"), node));
            started.add(broker);
            OwnProcess mail = launch(
                    "mail",
                    folder,
                    javaOptions,
                    List.of(MailProgram.class.getName(), folder.resolve("mail").toString()));
            started.add(mail);
            EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0);
            started.add(postgres);
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop, "stopping PostgreSQL"));
            Database database = postgres.createDatabase("benchmark");
            database.migrate();
            return new Servers(folder, postgres, database, broker, port(broker), mail, port(mail));
        } catch (RuntimeException e) {
            started.forEach(Servers::close);
            throw e;
        }
    }

    private static OwnProcess launch(String name, Path folder, List<String> javaOptions, List<String> program) {
        List<String> command = new ArrayList<>(Java.command("-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(javaOptions);
        String logging = "logback.configurationFile";
        if (System.getProperty(logging) != null) {
            command.add("-D%s=%s".formatted(logging, System.getProperty(logging)));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(program);
        return OwnProcess.launch(name, command, Map.of(), folder);
    }

    private static int port(OwnProcess server) {
        return Integer.parseInt(server.awaitLine(READY).substring(READY.length()));
    }

    Database database() {
        return database;
    }

    String postgresVersion() {
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword())) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL", e);
        }
    }

    String bootstrapServers() {
        return "localhost:" + brokerPort;
    }

    int smtpPort() {
        return smtpPort;
    }

    /** The CPU that each server used so far, in microseconds. */
    Map<String, Double> cpuMicros() {
        long postmaster = ProcessUse.postmaster(folder.resolve("postgres")).orElseThrow();
        return Map.of(
                "postgres", ProcessUse.cpuMicrosOfFamily(postmaster),
                "broker", ProcessUse.cpuMicros(broker.pid()),
                "mail", ProcessUse.cpuMicros(mail.pid()));
    }

    @Override
    public void close() {
        mail.close();
        broker.close();
        postgres.close();
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("a server is left running", e);
        }
    }
}
