package io.usher.standalone;

import static org.awaitility.Awaitility.await;

import io.usher.standalone.Rush.Call;
import io.usher.testing.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Twenty callers request seats of one invitation without pause, each call for a new person, until it is stopped. */
final class SteadyRush {

    private static final int AT_A_TIME = 20;
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

    /** @param stage the number of calls of {@link #nextStage} before this call started */
    record Staged(int stage, Call call) {

        /** Any status except 503, which guarantees nothing. */
        boolean isPromise() {
            return call.status() != 503;
        }
    }

    private final ApiClient api;
    private final Challenge challenge;
    private final AtomicInteger stage = new AtomicInteger();
    private final AtomicInteger people = new AtomicInteger();
    private final Queue<Staged> answers = new ConcurrentLinkedQueue<>();
    private final List<Future<?>> asking = new ArrayList<>();
    private volatile boolean stopped;

    private SteadyRush(ApiClient api, Challenge challenge) {
        this.api = api;
        this.challenge = challenge;
    }

    static SteadyRush on(ApiClient api, Challenge challenge) {
        SteadyRush rush = new SteadyRush(api, challenge);
        rush.begin();
        return rush;
    }

    private void begin() {
        ExecutorService everybody = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < AT_A_TIME; i++) {
            asking.add(everybody.submit(this::askUntilStopped));
        }
        everybody.shutdown();
    }

    private void askUntilStopped() {
        while (!stopped) {
            int begun = stage.get();
            int person = people.getAndIncrement();
            String email = challenge.people(person, person + 1).getFirst();
            answers.add(new Staged(begun, Rush.ask(api, challenge, email)));
        }
    }

    /** Calls that start from now on belong to the next stage. */
    void nextStage() {
        stage.incrementAndGet();
    }

    /** Returns when this many calls of the current stage have a response. */
    void awaitAnswers(int count) {
        await("%d answers".formatted(count))
                .atMost(ANSWERS_WITHIN)
                .until(() -> of(stage.get()).count() >= count);
    }

    /** Whether a call was refused at once with this code. */
    boolean wasAnswered(String code) {
        return answers.stream().anyMatch(answer -> answer.call().code().equals(code));
    }

    private Stream<Staged> of(int thisStage) {
        return answers.stream().filter(answer -> answer.stage() == thisStage && answer.isPromise());
    }

    /** Returns all responses except 503 when all calls have ended. */
    List<Staged> stop() {
        stopped = true;
        try {
            for (Future<?> one : asking) {
                var unused = one.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return answers.stream().filter(Staged::isPromise).toList();
    }
}
