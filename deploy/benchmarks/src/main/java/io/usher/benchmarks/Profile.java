package io.usher.benchmarks;

import io.usher.benchmarks.ProcessUse.ThreadName;
import io.usher.benchmarks.Rounds.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Shows on what the CPU of an acceptance goes: by process, and of one program by what it does there. */
final class Profile {

    private static final int METHODS = 25;

    private final Run run;
    private final Program program;
    private final Path recording;

    private Profile(Run run, Program program, Path folder) {
        this.run = run;
        this.program = program;
        this.recording = folder.resolve(program.shortName() + ".jfr");
    }

    static void show(Path checkout, Path folder, Figure figure, Sizes sizes, Progress progress) throws IOException {
        try (Run run = Run.start(checkout, folder, sizes, progress)) {
            Profile profile = new Profile(run, programOf(figure), folder);
            profile.show(profile.warmedUp(figure));
            Path kept = checkout.resolve("deploy/benchmarks/target/%s.jfr".formatted(figure.figureName()));
            Files.move(profile.recording, kept, StandardCopyOption.REPLACE_EXISTING);
            progress.say("the recording: %s", kept);
        }
    }

    private static Program programOf(Figure figure) {
        return switch (figure) {
            case DECIDE, LATENCY -> Program.WORKER;
            case MAIL -> Program.NOTIFIER;
            default -> Program.API;
        };
    }

    private Supplier<Round> warmedUp(Figure figure) {
        return switch (figure) {
            case DECIDE -> deciding();
            case MAIL -> mailing();
            case LATENCY -> passingThrough();
            case PAGE -> opening();
            case ACCEPT -> accepting();
            default -> asking();
        };
    }

    private Supplier<Round> deciding() {
        int unused = run.programs().require(program, recording);
        DecideFigures figures = new DecideFigures(run);
        for (int i = 0; i < 2; i++) {
            Round warmUp = figures.decide(figures.fill(run.sizes().warmUpRequests()));
            run.progress().say("decide, warming up: %s/s", Report.number(warmUp.value()));
        }
        DecideFigures.Filled filled = figures.fill(run.sizes().requests());
        return () -> figures.decide(filled);
    }

    private Supplier<Round> asking() {
        int unused = run.programs().require(program, recording);
        HttpFigures figures = HttpFigures.start(run);
        for (int i = 0; i < 2; i++) {
            Round warmUp = figures.http(run.sizes().warmUp());
            run.progress().say("http, warming up: %s/s", Report.number(warmUp.value()));
        }
        return () -> figures.http(run.sizes().warmUp());
    }

    private Supplier<Round> opening() {
        int unused = run.programs().require(program, recording);
        HttpFigures figures = HttpFigures.start(run);
        for (int i = 0; i < 2; i++) {
            Round warmUp = figures.page(run.sizes().warmUp());
            run.progress().say("page, warming up: %s/s", Report.number(warmUp.value()));
        }
        return () -> figures.page(run.sizes().warmUp());
    }

    private Supplier<Round> accepting() {
        int unused = run.programs().require(program, recording);
        HttpFigures figures = HttpFigures.start(run);
        for (int i = 0; i < 2; i++) {
            SignedInPeople people = figures.signedIn(run.sizes().warmUp());
            Round warmUp = figures.accept(people, run.sizes().warmUp());
            run.progress().say("accept, warming up: %s/s", Report.number(warmUp.value()));
        }
        SignedInPeople people = figures.signedIn(run.sizes().warmUp());
        return () -> figures.accept(people, run.sizes().warmUp());
    }

    private Supplier<Round> passingThrough() {
        int unused = run.programs().require(program, recording);
        return EndToEndFigures.start(run)::latencyRound;
    }

    private Supplier<Round> mailing() {
        int unused = run.programs().require(program, recording);
        MailFigure figure = new MailFigure(run);
        for (int i = 0; i < 2; i++) {
            run.progress()
                    .say("mail, warming up: %s/s", Report.number(figure.round().value()));
        }
        return figure::round;
    }

    private void show(Supplier<Round> measurement) throws IOException {
        Map<String, Double> processes = run.programs().cpuMicros();
        Map<ThreadName, Double> threads = ProcessUse.threadMicros(run.programs().pid(program));
        Instant begun = Instant.now();
        Round round = measurement.get();
        Instant ended = Instant.now();
        Map<ThreadName, Double> threadsNow =
                ProcessUse.threadMicros(run.programs().pid(program));
        Map<String, Double> processesNow = run.programs().cpuMicros();
        run.programs().stop(program);
        CpuSamples samples = CpuSamples.in(recording, begun, ended);

        System.out.printf(
                "%n%,d acceptances in %.1f s of recording. Microseconds of CPU for each:%n",
                round.acceptances(), Duration.between(begun, ended).toMillis() / 1e3);
        Map<String, Double> used = each(processes, processesNow, round.acceptances());
        double all = used.values().stream().mapToDouble(Double::doubleValue).sum();
        System.out.printf("  %-32s %6.1f%n", "all processes", all);
        used.forEach((process, micros) -> System.out.printf("  %-32s %6.1f%n", process, micros));

        System.out.printf("%nOf these, in the %s:%n", program.shortName());
        Map<String, Double> kinds = each(byKind(threads), byKind(threadsNow), round.acceptances());
        double java = kinds.getOrDefault(ThreadKind.JAVA.title(), 0.0);
        kinds.forEach((kind, micros) -> System.out.printf("  %-32s %6.1f%n", kind, micros));
        System.out.printf("%nOf its Java code, by what it does (%,d samples):%n", samples.count());
        largest(samples.layers(), samples.layers().size())
                .forEach((layer, count) -> System.out.printf("  %-32s %6.1f%n", layer, java * count / samples.count()));
        System.out.printf("%nThe methods that it was seen in most:%n");
        largest(samples.methods(), METHODS)
                .forEach((method, count) -> System.out.printf("  %6.1f  %s%n", java * count / samples.count(), method));
        System.out.println();
    }

    /** What each used for one acceptance, the most first; what used next to nothing is left out. */
    private static Map<String, Double> each(Map<String, Double> before, Map<String, Double> now, long acceptances) {
        Map<String, Double> each = new HashMap<>();
        now.forEach((name, micros) -> each.put(name, (micros - before.getOrDefault(name, 0.0)) / acceptances));
        each.values().removeIf(micros -> micros < 0.05);
        return largest(each, each.size());
    }

    private static <N extends Number> Map<String, N> largest(Map<String, N> values, int most) {
        Map<String, N> sorted = new LinkedHashMap<>();
        values.entrySet().stream()
                .sorted((a, b) ->
                        Double.compare(b.getValue().doubleValue(), a.getValue().doubleValue()))
                .limit(most)
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private static Map<String, Double> byKind(Map<ThreadName, Double> threads) {
        Map<String, Double> kinds = new HashMap<>();
        threads.forEach(
                (thread, micros) -> kinds.merge(ThreadKind.of(thread.name()).title(), micros, Double::sum));
        return kinds;
    }
}
