package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.context.ConfigurableApplicationContext;

/** Batches that are handed over to a worker that reads no topic. The tests of a class share it. */
abstract class HandedOverScenario extends DecidingScenario {

    private static @Nullable WorkerFixture shared;
    private static @Nullable ConfigurableApplicationContext sharedWorker;

    ConfigurableApplicationContext worker;
    CommandListener listener;

    @Override
    WorkerFixture fixture() {
        WorkerFixture first = shared;
        if (first == null) {
            first = new WorkerFixture();
            shared = first;
            sharedWorker = first.startWorker("spring.kafka.listener.auto-startup=false");
        }
        return first.emptied();
    }

    @BeforeEach
    void findListener() {
        worker = requireNonNull(sharedWorker);
        listener = worker.getBean(CommandListener.class);
    }

    @AfterAll
    static void stop() {
        if (shared != null) {
            shared.close();
            shared = null;
            sharedWorker = null;
        }
    }
}
