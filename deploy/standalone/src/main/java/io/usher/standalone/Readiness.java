package io.usher.standalone;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether a program that has started reports that it is ready. */
final class Readiness {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Executor NEXT_QUESTION = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Readiness() {}

    /**
     * Completes when the program is ready.
     *
     * @param givenUp whether nobody waits any more; completes then, too
     */
    static CompletableFuture<Void> await(int httpPort, BooleanSupplier givenUp) {
        HttpRequest question = HttpRequest.newBuilder(
                        URI.create("http://localhost:%d/actuator/health/readiness".formatted(httpPort)))
                .timeout(ANSWER_WITHIN)
                .build();
        return HTTP.sendAsync(question, BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null && answer.statusCode() == 200)
                .thenCompose(ready -> ready || givenUp.getAsBoolean()
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.runAsync(() -> {}, NEXT_QUESTION)
                                .thenCompose(now -> await(httpPort, givenUp)));
    }
}
