package io.usher.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds the shape of the code: who may know whom, how things are called, and what main code never does. */
@AnalyzeClasses(packages = "io.usher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String API = "io.usher.api..";
    private static final String WORKER = "io.usher.acceptance..";
    private static final String NOTIFIER = "io.usher.notifier..";
    private static final String CONTRACT = "io.usher.contract..";
    private static final String RUNTIME = "io.usher.runtime..";

    private static final String[] TOOLS = {"io.usher.benchmarks..", "io.usher.resilience.."};

    /** The blocking edges and the beans that keep a subscription, each for the reason behind it. */
    private static final Set<String> MAY_WAIT_OR_SUBSCRIBE = Set.of(
            // One blocking edge per listener: a consumer thread awaits its batch.
            "io.usher.acceptance.deciding.kafka.PartitionPositions",
            "io.usher.notifier.composing.MailEventsListener",
            "io.usher.runtime.consuming.AssignedPartitions",
            // The administrator, the first key and the connections for look-ups are there before the first request is
            // served.
            "io.usher.api.database.WorkAtStart",
            "io.usher.api.database.Lookups",
            // Beans of Spring's lifecycle that keep what they subscribe to and dispose of it.
            "io.usher.api.acceptances.kafka.DroppingDecided",
            "io.usher.api.acceptances.topics.KeptConnection",
            "io.usher.api.projections.RefusedAtOnce",
            "io.usher.runtime.outbox.OutboxAge",
            "io.usher.runtime.outbox.OutboxRelay",
            "io.usher.runtime.polling.PollingLoop",
            // Many callers share a read that none of them may cancel.
            "io.usher.api.http.security.GroupedReads",
            // Caffeine's loader speaks futures.
            "io.usher.api.http.security.RecentKeys");

    @ArchTest
    static final ArchRule theContractDependsOnNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(CONTRACT)
            .should()
            .dependOnClassesThat(resideInAPackage("io.usher..").and(not(resideInAPackage(CONTRACT))))
            .orShould()
            .dependOnClassesThat(resideInAPackage("org.springframework.."));

    @ArchTest
    static final ArchRule theApiKnowsNoOtherProgram = knowsNot(API, WORKER, NOTIFIER);

    @ArchTest
    static final ArchRule theWorkerKnowsNoOtherProgram = knowsNot(WORKER, API, NOTIFIER);

    @ArchTest
    static final ArchRule theNotifierKnowsNoOtherProgram = knowsNot(NOTIFIER, API, WORKER);

    @ArchTest
    static final ArchRule theRuntimeKnowsNoProgram = knowsNot(RUNTIME, API, WORKER, NOTIFIER);

    private static ArchRule knowsNot(String program, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(program)
                .should()
                .dependOnClassesThat(resideInAnyPackage(others))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("io.usher.standalone..", "io.usher.embedded.."));
    }

    /** In the API's deep features the rules are apart from technology. Its other packages are flat. */
    private static final Set<String> RULES_OF_THE_API = Set.of(
            "io.usher.api.commands",
            "io.usher.api.acceptances",
            "io.usher.api.acceptances.asking",
            "io.usher.api.acceptances.following");

    /** The notifier's features are flat: beside the rules is what speaks to Kafka, PostgreSQL, templates and meters. */
    private static final Set<String> ADAPTERS_OF_THE_NOTIFIER = Set.of(
            "io.usher.notifier.composing.MailEventsListener",
            "io.usher.notifier.composing.ExecutingCommands",
            "io.usher.notifier.composing.R2dbcNewMessages",
            "io.usher.notifier.composing.AnnouncingAccessEnds",
            "io.usher.notifier.composing.RemindingInvitees",
            "io.usher.notifier.composing.ReleasingWaitingMails",
            "io.usher.notifier.sending.TokenBucketPace",
            "io.usher.notifier.sending.MailMeters",
            "io.usher.notifier.sending.MailSettings",
            "io.usher.notifier.sending.R2dbcDueMails",
            "io.usher.notifier.sending.ClaimedRow",
            "io.usher.notifier.sending.WaitingMails",
            "io.usher.notifier.sending.Suppressions",
            "io.usher.notifier.sending.Bounces",
            "io.usher.notifier.sending.BounceRates",
            "io.usher.notifier.sending.MailTemplates");

    /** The rules of a deep feature know no technology, which lives beside or beneath them. */
    @ArchTest
    static final ArchRule rulesSeeOnlyTheJdkReactorIdsAndTheContract = classes()
            .that(areRules())
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java..",
                            "javax.crypto..",
                            "org.slf4j..",
                            "reactor.core..",
                            "reactor.util..",
                            "org.reactivestreams..",
                            "org.jspecify..",
                            "com.google.errorprone.annotations..",
                            "com.github.f4b6a3.uuid..",
                            "io.usher.api.http.problem",
                            "io.usher.api.http.security",
                            "io.usher.runtime.polling",
                            CONTRACT)
                    .or(areRules())
                    .or(DescribedPredicate.describe(
                            "arrays and primitives",
                            type -> type.getPackageName().isEmpty())));

    private static DescribedPredicate<JavaClass> areRules() {
        Pattern feature = Pattern.compile("io\\.usher\\.(acceptance|notifier)\\.[a-z]+");
        // Health is all adapter: there is no rule in it. Erasures and what is due are statements of SQL.
        Set<String> technical =
                Set.of("io.usher.acceptance.due", "io.usher.acceptance.erasing", "io.usher.notifier.erasing");
        return DescribedPredicate.describe(
                "are rules of a deep feature",
                type -> RULES_OF_THE_API.contains(type.getPackageName())
                        || (feature.matcher(type.getPackageName()).matches()
                                && !technical.contains(type.getPackageName())
                                && !ADAPTERS_OF_THE_NOTIFIER.contains(topLevel(type))
                                && !type.getSimpleName().endsWith("Configuration")));
    }

    @ArchTest
    static final ArchRule packagesOfTheApiFormNoCycles =
            slices().matching("io.usher.api.(**)").should().beFreeOfCycles();

    /** A controller is the edge of its feature: nothing depends on it. */
    @ArchTest
    static final ArchRule nobodyUsesControllers = classes()
            .that()
            .haveSimpleNameEndingWith("Controller")
            .should()
            .onlyHaveDependentClassesThat(DescribedPredicate.describe(
                    "are a controller, or document or configure it",
                    type -> type.getSimpleName().endsWith("Controller")
                            || type.getSimpleName().startsWith("Documented")
                            || type.getSimpleName().endsWith("Configuration")));

    @ArchTest
    static final ArchRule featuresFormNoCycles =
            slices().matching("io.usher.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatThingsDo = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveNameMatching(".*(Utils?|Dto|DTO|Data)")
            .orShould()
            .haveNameMatching(".*\\.(Processor|Handler|Service)");

    @ArchTest
    static final ArchRule reactorKafkaStaysBehindOnePackageEach = noClasses()
            .that()
            .resideOutsideOfPackages("io.usher.api.acceptances.kafka", "io.usher.api.acceptances.topics")
            .should()
            .dependOnClassesThat(resideInAPackage("reactor.kafka.."));

    /** The tools wait as they like: nobody else's requests are on their threads. */
    @ArchTest
    static final ArchRule nothingWaitsOrSubscribesButTheEdges = noClasses()
            .that()
            .resideOutsideOfPackages(TOOLS)
            .and(DescribedPredicate.describe("are no edge", type -> !MAY_WAIT_OR_SUBSCRIBE.contains(topLevel(type))))
            .should()
            .callMethodWhere(DescribedPredicate.describe("blocks or subscribes", ArchitectureTest::blocksOrSubscribes));

    private static String topLevel(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    private static boolean blocksOrSubscribes(JavaMethodCall call) {
        AccessTarget.MethodCallTarget target = call.getTarget();
        return target.getOwner().getPackageName().equals("reactor.core.publisher")
                && (target.getName().startsWith("block")
                        || Set.of("subscribe", "toIterable", "toStream", "toFuture", "onErrorContinue")
                                .contains(target.getName()));
    }

    @ArchTest
    static final ArchRule nothingSleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that()
            .resideInAnyPackage(API, WORKER, NOTIFIER, CONTRACT, RUNTIME)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
