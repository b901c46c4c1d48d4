package io.usher.standalone;

import io.usher.acceptance.AcceptanceWorkerApplication;
import io.usher.api.ApiApplication;
import io.usher.notifier.NotifierApplication;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** One of the three programs, run in this JVM with the same configuration as on its own. */
enum Program {
    API("API", "usher_api", ApiApplication::application, List.of(Library.MAIL)),
    ACCEPTANCE_WORKER(
            "Acceptance worker",
            "usher_acceptance_worker",
            AcceptanceWorkerApplication::application,
            List.of(Library.API_PAGE, Library.MAIL, Library.SECURITY, Library.TEMPLATES)),
    NOTIFIER_WORKER(
            "Notifier worker",
            "usher_notifier_worker",
            NotifierApplication::application,
            List.of(Library.API_PAGE, Library.SECURITY, Library.VALIDATION));

    private final String title;
    private final String role;
    private final Supplier<SpringApplicationBuilder> application;
    private final List<String> without;

    Program(String title, String role, Supplier<SpringApplicationBuilder> application, List<String> without) {
        this.title = title;
        this.role = role;
        this.application = application;
        this.without = without;
    }

    String title() {
        return title;
    }

    /** Its role in the database. */
    String role() {
        return role;
    }

    /** The prefixes of the auto-configurations that only the other programs have. */
    List<String> without() {
        return without;
    }

    /** Starts it, and returns when it serves. Has no shutdown hook: the caller closes it. */
    ConfigurableApplicationContext run(Map<String, String> properties) {
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--%s=%s".formatted(property.getKey(), property.getValue()))
                .toArray(String[]::new);
        return application
                .get()
                .registerShutdownHook(false)
                .initializers(context -> LogMetrics.addTo((GenericApplicationContext) context))
                .run(arguments);
    }

    /** Features that some programs have on their class path and others do not. */
    private static final class Library {
        static final String API_PAGE = "org.springdoc.";
        static final String MAIL = "org.springframework.boot.mail.";
        static final String SECURITY = "org.springframework.boot.security.";
        static final String TEMPLATES = "org.springframework.boot.thymeleaf.";
        static final String VALIDATION = "org.springframework.boot.validation.";
    }
}
