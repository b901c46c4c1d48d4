package io.usher.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import io.usher.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Holds the tests of all modules to what tests never do. */
@AnalyzeClasses(locations = TestsArchitectureTest.AllModules.class)
class TestsArchitectureTest {

    static final class AllModules implements LocationProvider {

        @Override
        public Set<Location> get(Class<?> testClass) {
            return modules()
                    .map(module -> module.resolve("target/test-classes"))
                    .filter(Files::isDirectory)
                    .map(Location::of)
                    .collect(Collectors.toSet());
        }

        private static Stream<Path> modules() {
            try (Stream<Path> folders = Files.walk(Checkout.root(), 2)) {
                return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void theTestsOfEveryProgramAreHere() {
        assertThat(new AllModules().get(TestsArchitectureTest.class))
                .extracting(Location::toString)
                .anyMatch(location -> location.contains("/api/"))
                .anyMatch(location -> location.contains("/acceptance-worker/"))
                .anyMatch(location -> location.contains("/notifier-worker/"))
                .anyMatch(location -> location.contains("/deploy/embedded/"));
    }

    @ArchTest
    static final ArchRule nothingSleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class);

    @ArchTest
    static final ArchRule nothingIsDisabled = noMethods().should().beAnnotatedWith(Disabled.class);

    @ArchTest
    static final ArchRule nothingIsMocked =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.mockito..");
}
