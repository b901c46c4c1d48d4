package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.testing.Checkout;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.springframework.mock.env.MockEnvironment;

/** Compares the configuration with the programs' executable jars. */
@Execution(CONCURRENT)
final class OwnAutoConfigurationsIT {

    private static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    @Test
    void eachProgramHasTheAutoConfigurationsThatItHasOnItsOwn() throws IOException {
        Set<String> together = new TreeSet<>();
        try (DirectoryStream<Path> libraries =
                Files.newDirectoryStream(Checkout.target().resolve("lib"), "*.jar")) {
            for (Path library : libraries) {
                together.addAll(ofLibrary(Files.newInputStream(library)));
            }
        }
        for (Program program : Program.values()) {
            OwnAutoConfigurations filter = new OwnAutoConfigurations();
            filter.setEnvironment(new MockEnvironment()
                    .withProperty(OwnAutoConfigurations.WITHOUT, String.join(",", program.without())));
            Set<String> own = ofProgram(ProgramProcess.executableJar(Modules.of(program)));

            assertThat(together.stream().filter(filter::isOwn))
                    .as(program.title())
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(own);
        }
    }

    private static Set<String> ofProgram(Path executable) throws IOException {
        Set<String> names = new HashSet<>();
        try (ZipFile jar = new ZipFile(executable.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".jar")) {
                    names.addAll(ofLibrary(jar.getInputStream(entry)));
                }
            }
        }
        return names;
    }

    private static Set<String> ofLibrary(InputStream bytes) throws IOException {
        try (ZipInputStream library = new ZipInputStream(bytes)) {
            for (ZipEntry entry = library.getNextEntry(); entry != null; entry = library.getNextEntry()) {
                if (entry.getName().equals(IMPORTS)) {
                    return new String(library.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .collect(Collectors.toSet());
                }
            }
        }
        return Set.of();
    }
}
