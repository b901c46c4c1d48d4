package io.usher.benchmarks;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.benchmarks.Figure.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures what this machine can do; run by {@code deploy/bench}. */
public final class Bench {

    private static final int WRONG_USE = 2;

    private Bench() {}

    /** @param arguments the checkout, an empty folder for data, then what was typed */
    public static void main(String[] arguments) throws IOException {
        try {
            Options options = Options.of(List.of(arguments).subList(2, arguments.length));
            Path checkout = Path.of(arguments[0]);
            Path folder = Path.of(arguments[1]);
            Progress progress = new Progress(System.out);
            if (options.profile() == null) {
                run(checkout, folder, options, progress);
            } else {
                Profile.show(checkout, folder, options.profile(), options.sizes(), progress);
            }
            // Threads of libraries would keep it alive.
            System.exit(0);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(WRONG_USE);
        }
    }

    @CanIgnoreReturnValue
    static Report run(Path checkout, Path folder, Options options, Progress progress) throws IOException {
        Instant begunAt = Instant.now();
        double load = Machine.load();
        Set<Phase> phases = EnumSet.noneOf(Phase.class);
        options.figures().forEach(figure -> phases.addAll(figure.phases()));
        List<Measured> measured = new ArrayList<>();
        Machine machine;
        try (Run run = Run.start(checkout, folder, options.sizes(), progress)) {
            machine = Machine.describe(checkout, run.postgresVersion(), run.kafkaVersion(), load);
            progress.say("%s", machine);
            measure(run, phases);
            measured.addAll(run.measured());
        }
        if (phases.contains(Phase.COLD_SPIKE)) {
            measured.add(ColdSpike.measure(checkout, folder, options.sizes(), progress));
        }
        Report report = new Report(machine, begunAt, options.sizesName(), progress.seconds(), byName(measured));
        print(report, save(checkout, report));
        return report;
    }

    private static void measure(Run run, Set<Phase> phases) {
        if (phases.contains(Phase.HTTP)) {
            HttpFigures.measure(run);
        }
        if (phases.contains(Phase.HASHES)) {
            HashesFigure.measure(run);
        }
        if (phases.contains(Phase.MAIL)) {
            MailFigure.measure(run);
        }
        // What runs at a low rate takes minutes to become warm: by then each program has been at its highest one.
        if (phases.contains(Phase.DECIDE)) {
            DecideFigures.measure(run);
        }
        if (phases.contains(Phase.LATENCY) || phases.contains(Phase.END_TO_END)) {
            try (EndToEndFigures figures = EndToEndFigures.start(run)) {
                if (phases.contains(Phase.LATENCY)) {
                    figures.latency();
                }
                if (phases.contains(Phase.END_TO_END)) {
                    figures.endToEnd();
                }
            }
        }
        if (phases.contains(Phase.IMPORT)) {
            ImportFigure.measure(run);
        }
        if (phases.contains(Phase.LISTS)) {
            ListFigures.measure(run);
        }
        if (phases.contains(Phase.STREAMS)) {
            StreamsFigure.measure(run);
        }
    }

    private static Map<String, Measured> byName(List<Measured> measured) {
        Map<String, Measured> byName = new LinkedHashMap<>();
        measured.forEach(one -> byName.put(one.name(), one));
        return byName;
    }

    private static Path save(Path checkout, Report report) throws IOException {
        Path file = checkout.resolve("deploy/benchmarks/target/bench-%d.json"
                .formatted(report.begunAt().getEpochSecond()));
        return Files.writeString(file, report.json());
    }

    private static void print(Report report, Path file) {
        System.out.println();
        report.table().forEach(System.out::println);
        List<String> cpu = report.cpuLines();
        if (!cpu.isEmpty()) {
            System.out.println();
            System.out.println("Microseconds of CPU for each acceptance, refusal or mail, by process:");
            cpu.forEach(System.out::println);
        }
        System.out.println();
        System.out.println(report.machine());
        System.out.printf("%.0f s; saved in %s%n", report.seconds(), file);
    }
}
