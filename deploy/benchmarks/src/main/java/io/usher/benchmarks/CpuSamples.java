package io.usher.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * How often a program was seen in each layer and in each method.
 *
 * @param methods the innermost frames
 */
record CpuSamples(Map<String, Integer> layers, Map<String, Integer> methods) {

    private static final Set<String> SAMPLES = Set.of("jdk.CPUTimeSample", "jdk.ExecutionSample");

    static CpuSamples in(Path recording, Instant from, Instant until) throws IOException {
        Map<String, Integer> layers = new HashMap<>();
        Map<String, Integer> methods = new HashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                RecordedStackTrace stack = event.getStackTrace();
                if (SAMPLES.contains(event.getEventType().getName())
                        && stack != null
                        && !event.getStartTime().isBefore(from)
                        && event.getStartTime().isBefore(until)) {
                    List<String> classes = stack.getFrames().stream()
                            .map(frame -> frame.getMethod().getType().getName())
                            .toList();
                    layers.merge(Layer.of(classes), 1, Integer::sum);
                    var innermost = stack.getFrames().getFirst().getMethod();
                    methods.merge(innermost.getType().getName() + "." + innermost.getName(), 1, Integer::sum);
                }
            }
        }
        return new CpuSamples(layers, methods);
    }

    int count() {
        return layers.values().stream().mapToInt(Integer::intValue).sum();
    }
}
