package io.usher.standalone;

import io.usher.embedded.KafkaServer;
import io.usher.embedded.MailCatcher;
import java.util.HashMap;
import java.util.Map;

/**
 * The Spring properties by which each program finds the embedded servers.
 *
 * @param linkKey of personal links, which the notifier makes and the API opens
 */
record ProgramProperties(
        Settings settings,
        FirstSecret firstKey,
        FirstSecret firstPassword,
        String linkKey,
        StoredDatabase database,
        KafkaServer kafka,
        MailCatcher mail) {

    private static final int MOST_SENDERS = 4;

    Map<String, String> of(Program program) {
        Map<String, String> properties = ofAll(program);
        switch (program) {
            case API -> addApi(properties);
            case ACCEPTANCE_WORKER -> addWorker(properties);
            case NOTIFIER_WORKER -> addNotifier(properties);
        }
        return properties;
    }

    private Map<String, String> ofAll(Program program) {
        Map<String, String> properties = new HashMap<>();
        properties.put(OwnAutoConfigurations.WITHOUT, String.join(",", program.without()));
        properties.put("server.address", "localhost");
        properties.put("spring.r2dbc.url", database.r2dbcUrl());
        properties.put("spring.r2dbc.username", program.role());
        properties.put("spring.r2dbc.password", database.letIn(program));
        // Three programs that start at once compete for the processor.
        properties.put("spring.r2dbc.pool.max-create-connection-time", "20s");
        properties.put("spring.kafka.bootstrap-servers", kafka.bootstrapServers());
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "4s");
        // All share the threads of the web servers, which the first program that stops must not end.
        properties.put("spring.reactor.netty.shutdown-quiet-period", "2s");
        properties.put("spring.main.banner-mode", "off");
        // Each program has its own registry of metrics, as if it were alone in the JVM.
        properties.put("management.metrics.use-global-registry", "false");
        return properties;
    }

    private void addApi(Map<String, String> properties) {
        properties.put("server.port", Integer.toString(settings.port(ListeningPort.HTTP)));
        properties.put("usher.public-url", settings.publicUrl());
        properties.put("usher.link-key", linkKey);
        // Programs, broker and database have one clock.
        properties.put("usher.accepting.clock-margin", "1s");
        firstKey.given().ifPresent(secret -> properties.put("usher.admin-token", secret));
        properties.put("usher.first-key-file", firstKey.file().toString());
        properties.put("usher.admin-email", settings.adminEmail().typed());
        firstPassword.given().ifPresent(secret -> properties.put("usher.admin-password", secret));
        properties.put("usher.first-password-file", firstPassword.file().toString());
        properties.put(
                "usher.sealing-secret-file",
                firstKey.file().resolveSibling("sealing-secret").toString());
    }

    /** Serves only its own health and metrics. */
    private static void addWorker(Map<String, String> properties) {
        properties.put("server.port", "0");
        properties.put("spring.web.resources.add-mappings", "false");
    }

    private void addNotifier(Map<String, String> properties) {
        addWorker(properties);
        properties.put("spring.mail.host", "localhost");
        properties.put("spring.mail.port", Integer.toString(mail.smtpPort()));
        properties.put("usher.mail.public-url", settings.publicUrl());
        properties.put("usher.link-key", linkKey);
        properties.put("usher.mail.sending.concurrency", Integer.toString(senders()));
    }

    /** Mail waits rather than requests: here both share the processors. */
    private static int senders() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_SENDERS);
    }

    /** Without the keys: records end up in logs. */
    @Override
    public String toString() {
        return "ProgramProperties[%s]".formatted(settings.publicUrl());
    }
}
