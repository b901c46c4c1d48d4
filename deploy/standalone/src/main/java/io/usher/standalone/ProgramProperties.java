package io.usher.standalone;

import io.usher.servers.KafkaServer;
import io.usher.servers.MailCatcher;
import java.util.HashMap;
import java.util.Map;

/** What each program is told, by Spring's usual properties, about the servers that run beside it. */
record ProgramProperties(
        Settings settings, FirstKey firstKey, StoredDatabase database, KafkaServer kafka, MailCatcher mail) {

    Map<String, String> of(Program program) {
        Map<String, String> properties = new HashMap<>(ofAll(program));
        properties.putAll(
                switch (program) {
                    case API -> ofApi();
                    case ACCEPTANCE_WORKER -> ofWorker();
                    case NOTIFIER_WORKER -> ofNotifier();
                });
        return properties;
    }

    private Map<String, String> ofAll(Program program) {
        return Map.of(
                OwnAutoConfigurations.WITHOUT,
                String.join(",", program.without()),
                "server.address",
                "localhost",
                "spring.r2dbc.url",
                database.r2dbcUrl(),
                "spring.r2dbc.username",
                program.role(),
                "spring.r2dbc.password",
                database.letIn(program),
                "spring.kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "spring.lifecycle.timeout-per-shutdown-phase",
                "4s",
                "spring.main.banner-mode",
                "off",
                // Each program's figures in its own registry, as if it were alone in the JVM.
                "management.metrics.use-global-registry",
                "false");
    }

    private Map<String, String> ofApi() {
        Map<String, String> properties = new HashMap<>();
        properties.put("server.port", Integer.toString(settings.port(ListeningPort.HTTP)));
        properties.put("usher.public-url", settings.publicUrl());
        firstKey.secret().ifPresent(secret -> properties.put("usher.admin-token", secret));
        return properties;
    }

    /** Only its health and its figures are served; nobody else's pages. */
    private static Map<String, String> ofWorker() {
        return Map.of("server.port", "0", "spring.web.resources.add-mappings", "false");
    }

    private Map<String, String> ofNotifier() {
        Map<String, String> properties = new HashMap<>(ofWorker());
        properties.put("spring.mail.host", "localhost");
        properties.put("spring.mail.port", Integer.toString(mail.smtpPort()));
        properties.put("usher.mail.public-url", settings.publicUrl());
        return properties;
    }
}
