package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

/** Programs in one JVM do not set up logging: the common configuration has to have the levels of their settings. */
final class LogLevelsTest {

    private static final String LEVEL = "logging.level.";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void loggersHaveTheLevelsOfTheProgramsSettings() throws JoranException {
        Map<String, String> expected = new HashMap<>();
        YamlPropertiesFactoryBean settings = new YamlPropertiesFactoryBean();
        settings.setResources(
                new ClassPathResource("usher-api.yml"),
                new ClassPathResource("usher-acceptance-worker.yml"),
                new ClassPathResource("usher-notifier-worker.yml"));
        Objects.requireNonNull(settings.getObject()).forEach((name, value) -> {
            if (name.toString().startsWith(LEVEL)) {
                expected.put(
                        name.toString().substring(LEVEL.length()),
                        value.toString().toUpperCase(Locale.ROOT));
            }
        });

        LoggerContext log = standalone();
        Map<String, String> actual = new HashMap<>(expected);
        actual.replaceAll(
                (logger, level) -> log.getLogger(logger).getEffectiveLevel().toString());
        log.stop();

        assertThat(actual).isNotEmpty().isEqualTo(expected);
    }

    private LoggerContext standalone() throws JoranException {
        LoggerContext log = new LoggerContext();
        log.putProperty("usher.log", folder.resolve("usher.log").toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(log);
        URL configuration = Objects.requireNonNull(Standalone.class.getResource("/logback.xml"));
        configurator.doConfigure(configuration);
        return log;
    }
}
