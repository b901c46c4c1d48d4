package io.usher.standalone;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The metrics of the log, which all programs of this JVM share. Programs register their listeners one at a time,
 * because Logback's list of listeners is not thread-safe and the programs start in parallel.
 */
final class LogMetrics {

    private LogMetrics() {}

    /** Registers the program's metrics while no other program does. Spring Boot then creates none. */
    static void addTo(GenericApplicationContext program) {
        program.registerBean(
                LogMetrics.class.getName(),
                LogbackMetrics.class,
                () -> of((LoggerContext) LoggerFactory.getILoggerFactory()));
    }

    static synchronized LogbackMetrics of(LoggerContext log) {
        return new LogbackMetrics(List.of(), log);
    }
}
