package io.usher.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints warnings and errors of the log to the console, one line each, while Usher runs. A failed start prints its own
 * line, and warnings during the stop are of no interest. Kafka warns of conditions that resolve themselves, such as a
 * topic that is being created, so that only its errors are printed.
 */
final class Console {

    private static final String NAME = "console";

    private Console() {}

    static void open() {
        LoggerContext context = context();
        PatternLayoutEncoder line = new PatternLayoutEncoder();
        line.setContext(context);
        line.setPattern("%d{HH:mm:ss} %-5level %logger{0}: %msg%nopex%n");
        line.start();
        Filter<ILoggingEvent> shown = new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                return isShown(event.getLevel(), event.getLoggerName()) ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
        };
        shown.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setName(NAME);
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(line);
        appender.addFilter(shown);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    private static boolean isShown(Level level, String logger) {
        boolean kafka = logger.startsWith("kafka.") || logger.startsWith("org.apache.kafka.");
        return level.isGreaterOrEqual(kafka ? Level.ERROR : Level.WARN);
    }

    static void close() {
        context().getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(NAME);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
