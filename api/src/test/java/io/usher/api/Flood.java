package io.usher.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** More requests than a limit allows, several at once: what is used up comes back with time, on a busy machine too. */
public final class Flood {

    private static final int AT_ONCE = 16;
    private static final int MOST = 25 * AT_ONCE;

    private Flood() {}

    /** The answers until one is 429. Fails if that takes too many. */
    public static List<Answers> untilRefused(IntFunction<Answers> request)
            throws ExecutionException, InterruptedException {
        List<Answers> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            while (answers.size() < MOST) {
                int first = answers.size();
                List<Future<Answers>> sent = IntStream.range(first, first + AT_ONCE)
                        .mapToObj(i -> callers.submit(() -> request.apply(i)))
                        .toList();
                for (Future<Answers> one : sent) {
                    answers.add(one.get());
                }
                if (answers.stream().anyMatch(answer -> answer.status() == 429)) {
                    return answers;
                }
            }
        }
        throw new AssertionError("no limit held after " + MOST + " requests");
    }
}
