package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the figures were measured on, and what.
 *
 * @param loadBefore the load average before anything was started: what others used of the machine
 * @param commit of the code, with a plus if files were changed since
 */
record Machine(
        int cores,
        String cpu,
        long memoryMiB,
        String system,
        double loadBefore,
        String jdk,
        String postgres,
        String kafka,
        String commit) {

    private static final int MIB = 1024 * 1024;

    /** @param checkout where the code is */
    static Machine describe(Path checkout, String postgres, String kafka, double loadBefore) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                cpuModel(),
                system.getTotalMemorySize() / MIB,
                system.getName() + " " + system.getVersion(),
                loadBefore,
                System.getProperty("java.vendor.version") + " " + Runtime.version(),
                postgres,
                kafka,
                head(checkout));
    }

    /** Negative where the system does not say. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** How many files and connections a process may have open; those that this one starts may have as many. */
    static long mostOpenFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    private static String cpuModel() {
        Path linux = Path.of("/proc/cpuinfo");
        try {
            if (Files.exists(linux)) {
                return Files.readAllLines(linux).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
            return said(Path.of("."), "sysctl", "-n", "machdep.cpu.brand_string");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String head(Path checkout) {
        String commit = said(checkout, "git", "rev-parse", "--short", "HEAD");
        return said(checkout, "git", "status", "--porcelain").isEmpty() ? commit : commit + "+";
    }

    /** The output of a command; empty where it does not work. */
    private static String said(Path folder, String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        } catch (IOException notThere) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "%d cores of %s, %,d MiB, %s; JDK %s; PostgreSQL %s, Kafka %s; commit %s; load before %.1f"
                .formatted(cores, cpu, memoryMiB, system, jdk, postgres, kafka, commit, loadBefore);
    }
}
