package io.usher.standalone;

import static org.awaitility.Awaitility.await;

import io.usher.standalone.Rush.Asked;
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

/** Twenty people at any moment ask for one invitation, new ones for those who have an answer, until it is stopped. */
final class SteadyRush {

    private static final int AT_A_TIME = 20;
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

    /** @param stage how often {@link #nextStage} had been called when the person began to ask */
    record Staged(int stage, Asked asked) {

        /** Anything but 503, which promises nothing: the machine may have other work. */
        boolean isPromise() {
            return asked.status() != 503;
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

    /** Whoever begins to ask from now on belongs to the next stage. */
    void nextStage() {
        stage.incrementAndGet();
    }

    /** Returns when so many who began to ask in this stage have an answer. */
    void awaitAnswers(int count) {
        await("%d answers".formatted(count))
                .atMost(ANSWERS_WITHIN)
                .until(() -> of(stage.get()).count() >= count);
    }

    /** Whether somebody was refused at once with this code. */
    boolean wasAnswered(String code) {
        return answers.stream().anyMatch(answer -> answer.asked().code().equals(code));
    }

    private Stream<Staged> of(int thisStage) {
        return answers.stream().filter(answer -> answer.stage() == thisStage && answer.isPromise());
    }

    /** Returns all answers but 503 when everybody has one. */
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
