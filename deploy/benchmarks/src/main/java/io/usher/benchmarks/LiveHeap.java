package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of a program that runs with the serial collector, by the JDK's {@code jcmd}. */
final class LiveHeap {

    /** Of a generation, such as {@code DefNew total 9792K, used 1234K}; the metaspace has no total. */
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    private static final double MIB_PER_KIB = 1.0 / 1024;

    private LiveHeap() {}

    /** Collects all garbage first, which takes the program a fraction of a second. */
    static double mebibytesAfterCollection(long pid) {
        collect(pid);
        return usedMebibytes(said(pid, "GC.heap_info"));
    }

    static void collect(long pid) {
        String unused = said(pid, "GC.run");
    }

    static double usedMebibytes(String heapInfo) {
        Matcher used = USED.matcher(heapInfo);
        long kibibytes = 0;
        boolean found = false;
        while (used.find()) {
            kibibytes += Long.parseLong(used.group(1));
            found = true;
        }
        if (!found) {
            throw new IllegalStateException("heap: %s (expected generations)".formatted(heapInfo));
        }
        return kibibytes * MIB_PER_KIB;
    }

    private static String said(long pid, String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(List.of(jcmd, Long.toString(pid), command))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("jcmd %s: %s".formatted(command, said));
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
