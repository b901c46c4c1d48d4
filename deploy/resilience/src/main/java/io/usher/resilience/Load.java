package io.usher.resilience;

import static java.util.Comparator.comparingInt;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.resilience.Scenario.Offer;
import io.usher.resilience.Scenario.Wish;
import io.usher.testing.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks for seats at a given rate, whatever the answers are and whenever they come, on threads of its own. In its middle it
 * disables one invitation and raises the quota of another.
 */
final class Load implements AutoCloseable {

    /** Each that waits has a connection, and the process has only so many files. */
    private static final int MOST_WAITING = 4000;

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);
    private static final int TRIES = 60;

    private final List<String> urls;
    private final String key;
    private final Scenario scenario;
    private final Arrivals arrivals;
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(threads)
            .build();
    private final Queue<Asked> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final CountDownLatch unfinished;
    private final long begin = System.nanoTime();
    private final Instant beginInstant = Instant.now();

    private Load(List<String> urls, String key, Scenario scenario, Arrivals arrivals) {
        this.urls = urls;
        this.key = key;
        this.scenario = scenario;
        this.arrivals = arrivals;
        this.unfinished = new CountDownLatch(scenario.wishes().size() + 2);
    }

    /**
     * Begins at once.
     *
     * @param urls of the APIs, asked in turns
     */
    static Load start(List<String> urls, String key, Scenario scenario, Arrivals arrivals) {
        Load load = new Load(urls, key, scenario, arrivals);
        var unused = Thread.ofPlatform().name("load").start(load::send);
        var unusedEither = load.threads.submit(() -> load.change(0.6, scenario.disabledInTheMiddle(), null));
        Integer quota = scenario.raisedInTheMiddle().quota();
        var unusedTo = load.threads.submit(
                () -> load.change(0.4, scenario.raisedInTheMiddle().invitation(), quota == null ? 1 : 2 * quota));
        return load;
    }

    private void send() {
        for (int number = 0; number < scenario.wishes().size(); number++) {
            long intended = arrivals.at(number).toNanos();
            Waiting.untilNanoTime(begin + intended);
            send(number, scenario.wishes().get(number), beginInstant.plusNanos(intended));
        }
    }

    private void send(int number, Wish wish, Instant intended) {
        if (!places.tryAcquire()) {
            answers.add(new Asked(
                    number,
                    wish.invitation(),
                    wish.email(),
                    intended,
                    Instant.now(),
                    0,
                    "not sent: too many wait",
                    null));
            unfinished.countDown();
            return;
        }
        HttpRequest request = request(number, "/api/v1/invitations/%s/acceptances".formatted(wish.invitation()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"email\": \"%s\", \"firstName\": \"Ada\"}".formatted(wish.email())))
                .build();
        var unused = http.sendAsync(request, BodyHandlers.ofString()).handle((answer, failure) -> {
            places.release();
            answers.add(asked(number, wish, intended, answer, failure));
            unfinished.countDown();
            return true;
        });
    }

    private HttpRequest.Builder request(int number, String path) {
        return HttpRequest.newBuilder(URI.create(urls.get(number % urls.size()) + path))
                .timeout(ANSWERED_WITHIN)
                .header("Authorization", "Bearer " + key);
    }

    private static Asked asked(
            int number,
            Wish wish,
            Instant intended,
            @Nullable HttpResponse<String> answer,
            @Nullable Throwable failure) {
        Instant now = Instant.now();
        if (answer == null) {
            return new Asked(number, wish.invitation(), wish.email(), intended, now, 0, reason(failure), null);
        }
        JsonNode body = json(answer.body());
        AcceptanceId acceptance = answer.statusCode() == 202
                ? new AcceptanceId(UUID.fromString(body.path("id").asString()))
                : null;
        return new Asked(
                number,
                wish.invitation(),
                wish.email(),
                intended,
                now,
                answer.statusCode(),
                body.path("code").asString(""),
                acceptance);
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? "" : cause.getClass().getSimpleName();
    }

    private static JsonNode json(String body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            return JsonMapper.shared().missingNode();
        }
    }

    /** Tries until it is answered 200: the switch has to work in the middle of a fault. */
    private void change(double at, InvitationId invitation, @Nullable Integer quota) {
        try {
            Waiting.untilNanoTime(
                    begin + arrivals.at(at * scenario.wishes().size()).toNanos());
            change(invitation, quota);
        } finally {
            unfinished.countDown();
        }
    }

    private void change(InvitationId invitation, @Nullable Integer quota) {
        Instant asked = Instant.now();
        @Nullable Instant answered = null;
        for (int tries = 0; tries < TRIES && answered == null; tries++) {
            answered = changed(tries, invitation, quota) ? Instant.now() : null;
            Waiting.untilNanoTime(System.nanoTime() + (answered == null ? 500_000_000L : 0));
        }
        changes.add(new Change(invitation, quota, asked, answered));
    }

    /** Raises the quota of an invitation by so many seats, above what it was raised to before. */
    void raiseQuota(Offer offer, int more) {
        int before = changes.stream()
                .filter(change -> change.invitation().equals(offer.invitation()))
                .map(Change::quota)
                .filter(Objects::nonNull)
                .reduce(requireNonNull(offer.quota()), Math::max);
        change(offer.invitation(), before + more);
    }

    private boolean changed(int number, InvitationId invitation, @Nullable Integer quota) {
        String body = quota == null ? "{\"status\": \"disabled\"}" : "{\"quota\": %d}".formatted(quota);
        HttpRequest request = request(number, "/api/v1/invitations/" + invitation)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding())
                .handle((answer, failure) -> answer != null && answer.statusCode() == 200)
                .join();
    }

    /** To make other calls by. */
    HttpClient http() {
        return http;
    }

    /** Every request is answered or has failed within a minute. */
    void await() {
        try {
            unfinished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The one that was acknowledged last, so perhaps undecided. */
    Optional<AcceptanceId> newest() {
        return answers.stream()
                .flatMap(asked -> Stream.ofNullable(asked.acceptance()))
                .reduce((one, later) -> later);
    }

    List<Asked> answers() {
        List<Asked> sorted = new ArrayList<>(answers);
        sorted.sort(comparingInt(Asked::number));
        return List.copyOf(sorted);
    }

    /** How many requests were answered how; by reason where there is no answer. */
    Map<String, Long> counts() {
        return answers.stream()
                .collect(groupingBy(asked -> (asked.status() + " " + asked.code()).strip(), TreeMap::new, counting()));
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
