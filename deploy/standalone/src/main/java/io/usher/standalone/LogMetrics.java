package io.usher.standalone;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The figures of the log, which all programs of this JVM share. Logback keeps its listeners in a list that is not safe for
 * several threads, and the programs start side by side: one of them lost its place in the list and did not start.
 */
final class LogMetrics {

    private LogMetrics() {}

    /** Registers the program's own, made while no other program makes its. Spring Boot then makes none. */
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
