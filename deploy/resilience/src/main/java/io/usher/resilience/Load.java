package io.usher.resilience;

import static java.util.Comparator.comparingInt;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.resilience.Scenario.Offer;
import io.usher.resilience.Scenario.PlannedCall;
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
 * Requests seats at a given rate on its own threads, without waiting for responses. In the middle of the load it
 * disables one invitation and raises the quota of another.
 */
final class Load implements AutoCloseable {

    /** Each pending call has a connection, and a process can open only so many files. */
    private static final int MAX_PENDING = 4000;

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);
    private static final int TRIES = 60;

    private final List<String> urls;
    private final String key;
    private final Scenario scenario;
    private final LoadSchedule schedule;
    private final Semaphore permits = new Semaphore(MAX_PENDING);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(threads)
            .build();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final CountDownLatch unfinished;
    private final long begin = System.nanoTime();
    private final Instant beginInstant = Instant.now();

    private Load(List<String> urls, String key, Scenario scenario, LoadSchedule schedule) {
        this.urls = urls;
        this.key = key;
        this.scenario = scenario;
        this.schedule = schedule;
        this.unfinished = new CountDownLatch(scenario.plannedCalls().size() + 2);
    }

    /**
     * Starts at once.
     *
     * @param urls of the APIs, called in turn
     */
    static Load start(List<String> urls, String key, Scenario scenario, LoadSchedule schedule) {
        Load load = new Load(urls, key, scenario, schedule);
        var unused = Thread.ofPlatform().name("load").start(load::send);
        var unusedEither = load.threads.submit(() -> load.change(0.6, scenario.disabledInTheMiddle(), null));
        Integer quota = scenario.raisedInTheMiddle().quota();
        var unusedTo = load.threads.submit(
                () -> load.change(0.4, scenario.raisedInTheMiddle().invitation(), quota == null ? 1 : 2 * quota));
        return load;
    }

    private void send() {
        for (int number = 0; number < scenario.plannedCalls().size(); number++) {
            long intended = schedule.at(number).toNanos();
            Waiting.untilNanoTime(begin + intended);
            send(number, scenario.plannedCalls().get(number), beginInstant.plusNanos(intended));
        }
    }

    private void send(int number, PlannedCall planned, Instant intended) {
        if (!permits.tryAcquire()) {
            calls.add(new Call(
                    number,
                    planned.invitation(),
                    planned.email(),
                    intended,
                    Instant.now(),
                    Instant.now(),
                    0,
                    "not sent: too many pending",
                    null));
            unfinished.countDown();
            return;
        }
        HttpRequest request = request(number, "/api/v1/invitations/%s/acceptances".formatted(planned.invitation()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"email\": \"%s\", \"firstName\": \"Ada\"}".formatted(planned.email())))
                .build();
        Instant sent = Instant.now();
        var unused = http.sendAsync(request, BodyHandlers.ofString()).handle((response, failure) -> {
            permits.release();
            calls.add(callOf(number, planned, intended, sent, response, failure));
            unfinished.countDown();
            return true;
        });
    }

    private HttpRequest.Builder request(int number, String path) {
        return HttpRequest.newBuilder(URI.create(urls.get(number % urls.size()) + path))
                .timeout(ANSWERED_WITHIN)
                .header("Authorization", "Bearer " + key);
    }

    private static Call callOf(
            int number,
            PlannedCall planned,
            Instant intended,
            Instant sent,
            @Nullable HttpResponse<String> response,
            @Nullable Throwable failure) {
        Instant now = Instant.now();
        if (response == null) {
            return new Call(
                    number, planned.invitation(), planned.email(), intended, sent, now, 0, reason(failure), null);
        }
        JsonNode body = json(response.body());
        AcceptanceId acceptance = response.statusCode() == 202
                ? new AcceptanceId(UUID.fromString(body.path("id").asString()))
                : null;
        return new Call(
                number,
                planned.invitation(),
                planned.email(),
                intended,
                sent,
                now,
                response.statusCode(),
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

    /** Retries until the change is answered 200: it has to work in the middle of a fault. */
    private void change(double at, InvitationId invitation, @Nullable Integer quota) {
        try {
            Waiting.untilNanoTime(
                    begin + schedule.at(at * scenario.plannedCalls().size()).toNanos());
            change(invitation, quota);
        } finally {
            unfinished.countDown();
        }
    }

    private void change(InvitationId invitation, @Nullable Integer quota) {
        Instant requestedAt = Instant.now();
        @Nullable Instant acknowledgedAt = null;
        for (int tries = 0; tries < TRIES && acknowledgedAt == null; tries++) {
            acknowledgedAt = changed(tries, invitation, quota) ? Instant.now() : null;
            Waiting.untilNanoTime(System.nanoTime() + (acknowledgedAt == null ? 500_000_000L : 0));
        }
        changes.add(new Change(invitation, quota, requestedAt, acknowledgedAt));
    }

    /** Raises the quota of an invitation by this many seats above its highest one so far. */
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
                .handle((response, failure) -> response != null && response.statusCode() == 200)
                .join();
    }

    /** For other calls. */
    HttpClient http() {
        return http;
    }

    /** Returns when every call is answered or has failed, which takes a minute at most. */
    void await() {
        try {
            unfinished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The request that was acknowledged last and is perhaps undecided. */
    Optional<AcceptanceId> newest() {
        return calls.stream()
                .flatMap(call -> Stream.ofNullable(call.acceptance()))
                .reduce((one, later) -> later);
    }

    List<Call> calls() {
        List<Call> sorted = new ArrayList<>(calls);
        sorted.sort(comparingInt(Call::number));
        return List.copyOf(sorted);
    }

    /** The number of calls by status and code. */
    Map<String, Long> counts() {
        return calls.stream()
                .collect(groupingBy(call -> (call.status() + " " + call.code()).strip(), TreeMap::new, counting()));
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
