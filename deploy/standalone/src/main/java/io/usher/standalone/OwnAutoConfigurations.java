package io.usher.standalone;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Excludes auto-configurations that apply only because another program's libraries are on the class path. */
final class OwnAutoConfigurations implements AutoConfigurationImportFilter, EnvironmentAware {

    /** The property that holds {@link Program#without()}. */
    static final String WITHOUT = "usher.standalone.without";

    private List<String> without = List.of();

    @Override
    public void setEnvironment(Environment environment) {
        without = List.of(environment.getProperty(WITHOUT, String[].class, new String[0]));
    }

    @Override
    public boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            // Those that another filter has excluded are null.
            String name = autoConfigurations[i];
            matches[i] = name == null || isOwn(name);
        }
        return matches;
    }

    boolean isOwn(String autoConfiguration) {
        return without.stream().noneMatch(autoConfiguration::startsWith);
    }
}
