package io.usher.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a process uses of the machine, as Linux tells it; empty elsewhere. */
final class ProcessUse {

    private static final Path PROC = Path.of("/proc");

    /** What Linux counts CPU in, on every machine of today. */
    private static final double MICROS_PER_TICK = 10_000;

    private static final double MIB_PER_KIB = 1.0 / 1024;

    private ProcessUse() {}

    static OptionalDouble residentMiB(long pid) {
        return mebibytes(pid, "VmRSS:");
    }

    static OptionalDouble peakResidentMiB(long pid) {
        return mebibytes(pid, "VmHWM:");
    }

    private static OptionalDouble mebibytes(long pid, String field) {
        return read(PROC.resolve(Long.toString(pid)).resolve("status"))
                .flatMap(status ->
                        status.lines().filter(line -> line.startsWith(field)).findFirst())
                .map(line -> line.replaceAll("[^0-9]", ""))
                .map(kib -> OptionalDouble.of(Long.parseLong(kib) * MIB_PER_KIB))
                .orElseGet(OptionalDouble::empty);
    }

    /** The CPU that a process and those of its children that have ended used so far. */
    static double cpuMicros(long pid) {
        return read(PROC.resolve(Long.toString(pid)).resolve("stat"))
                .map(stat -> ProcessUse.micros(stat, 4))
                .orElse(0.0);
    }

    /** The same for a process and its children of now. */
    static double cpuMicrosOfFamily(long pid) {
        return cpuMicros(pid)
                + ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::children)
                        .mapToDouble(child -> cpuMicros(child.pid()))
                        .sum();
    }

    /** The CPU that each thread used so far, by its number and name. */
    static Map<ThreadName, Double> threadMicros(long pid) {
        Map<ThreadName, Double> used = new HashMap<>();
        try (Stream<Path> threads = Files.list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            for (Path thread : threads.toList()) {
                read(thread.resolve("stat"))
                        .ifPresent(stat -> used.put(
                                new ThreadName(
                                        Long.parseLong(thread.getFileName().toString()), nameIn(stat)),
                                micros(stat, 2)));
            }
            return used;
        } catch (IOException notLinux) {
            return Map.of();
        }
    }

    /** The system keeps the first 15 characters of a name. */
    record ThreadName(long id, String name) {}

    static String nameIn(String stat) {
        return stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    }

    /** @param fields 2 = user and system time, 4 = those of ended children, too */
    static double micros(String stat, int fields) {
        // Behind the name, which may hold spaces, user time is the twelfth field.
        List<String> behindName =
                List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return behindName.subList(11, 11 + fields).stream()
                        .mapToLong(Long::parseLong)
                        .sum()
                * MICROS_PER_TICK;
    }

    /** Empty where there is no such file: elsewhere than on Linux, and where the process has ended. */
    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** The first process of a PostgreSQL server. */
    static OptionalLong postmaster(Path serverFolder) {
        return read(serverFolder.resolve("cluster").resolve("postmaster.pid"))
                .map(lines -> OptionalLong.of(
                        Long.parseLong(lines.lines().findFirst().orElseThrow().strip())))
                .orElseGet(OptionalLong::empty);
    }
}
