package io.usher.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java that runs this also runs what this starts. */
final class Java {

    private static final int FEATURE = Runtime.version().feature();

    /** From here on the JDK warns about methods that Kafka and Netty still call; older ones do not know the option. */
    private static final int WARNS_ABOUT_UNSAFE = 23;

    /** Samples by CPU time, not by wall clock, and also what is in native code. */
    private static final int SAMPLES_CPU_TIME = 25;

    private Java() {}

    /** The beginning of a command: the program and its options. */
    static List<String> command(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("--enable-native-access=ALL-UNNAMED");
        if (FEATURE >= WARNS_ABOUT_UNSAFE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        return command;
    }

    /** The option that records where a program spends its CPU. */
    static String recording(Path file) {
        String samples = samplesCpuTime()
                ? "+jdk.CPUTimeSample#enabled=true,+jdk.CPUTimeSample#throttle=500/s"
                : "+jdk.ExecutionSample#enabled=true,+jdk.ExecutionSample#period=10ms";
        return "-XX:StartFlightRecording:settings=none,%s,dumponexit=true,filename=%s".formatted(samples, file);
    }

    private static boolean samplesCpuTime() {
        return FEATURE >= SAMPLES_CPU_TIME && System.getProperty("os.name").equals("Linux");
    }
}
