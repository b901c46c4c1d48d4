package io.usher.notifier;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.usher.notifier", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule FEATURES_SEE_ONLY_THE_JDK_REACTOR_AND_THE_CONTRACT = classes()
            .that()
            .resideInAnyPackage(
                    "io.usher.notifier.composing",
                    "io.usher.notifier.sending",
                    "io.usher.notifier.announcing",
                    "io.usher.notifier.rounds")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "reactor..",
                    "org.reactivestreams..",
                    "org.slf4j..",
                    "org.jspecify..",
                    "com.google.errorprone.annotations..",
                    "io.usher.contract..",
                    "io.usher.notifier.composing",
                    "io.usher.notifier.sending",
                    "io.usher.notifier.announcing",
                    "io.usher.notifier.rounds");

    @ArchTest
    static final ArchRule FEATURES_DO_NOT_KNOW_EACH_OTHER = slices().matching("io.usher.notifier.(composing|sending|announcing)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.usher.notifier.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_LISTENER_BLOCKS = noClasses()
            .that()
            .doNotHaveSimpleName("MailEventsListener")
            .should()
.callMethodWhere(target(nameStartingWith("block")).and(target(owner(resideInAPackage("reactor.core..")))));
}
