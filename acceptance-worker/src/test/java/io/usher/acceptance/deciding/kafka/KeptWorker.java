package io.usher.acceptance.deciding.kafka;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** The worker that tests have one after the other. Only one at a time: all read the same topics as one group. */
final class KeptWorker {

    private static @Nullable KeptWorker kept;

    private final List<String> settings;
    private final WorkerFixture owner = new WorkerFixture();

    private KeptWorker(List<String> settings) {
        this.settings = settings;
        owner.startWorker(settings.toArray(String[]::new));
    }

    /** With the kept worker, or with a new one if that has other settings or does not come to an end. */
    static WorkerFixture fixture(OnKeptWorker wanted) {
        List<String> settings = List.of(wanted.value());
        KeptWorker worker = kept;
        if (worker == null || !worker.settings.equals(settings) || !worker.becomesIdle()) {
            end();
            worker = new KeptWorker(settings);
            kept = worker;
        }
        return worker.owner.emptiedBehindWorkers();
    }

    static void end() {
        if (kept != null) {
            kept.owner.close();
            kept = null;
        }
    }

    /** Returns whether all that was asked for is decided and published in time. */
    private boolean becomesIdle() {
        try {
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> isDecided() && owner.count("onboarding.outbox") == 0);
            return true;
        } catch (ConditionTimeoutException stuck) {
            // The test before has failed.
            return false;
        }
    }

    private boolean isDecided() {
        return TestTopics.ends().entrySet().stream()
                .filter(end -> end.getValue() > 0 && TestTopics.isOfCommands(end.getKey()))
                .allMatch(end ->
                        owner.count("onboarding.position where topic = '%s' and partition = %d and next_offset >= %d"
                                        .formatted(
                                                end.getKey().topic(),
                                                end.getKey().partition(),
                                                end.getValue()))
                                == 1);
    }

    /** Those with the same worker one after the other, those with workers of their own last. */
    static final class Order implements MethodOrderer {

        @Override
        public void orderMethods(MethodOrdererContext context) {
            context.getMethodDescriptors().sort(Comparator.comparing(Order::worker));
        }

        private static String worker(MethodDescriptor test) {
            return test.findAnnotation(OnKeptWorker.class)
                    .map(wanted -> "kept " + String.join(",", wanted.value()))
                    .orElse("own");
        }
    }
}
