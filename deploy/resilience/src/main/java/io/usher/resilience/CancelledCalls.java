package io.usher.resilience;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.resilience.Scenario.Offer;
import io.usher.testing.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Callers hang up at any moment; afterwards every connection to the database can still be used. */
final class CancelledCalls implements Fault {

    /** Twice the connections of an API's pool. */
    private static final int MORE_THAN_THE_POOL = 32;

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    /** A busy machine may still answer some of them 503; a connection that is lost stays lost. */
    private static final Duration USABLE_WITHIN = Duration.ofSeconds(30);

    @Override
    public void strike(FaultRun run) {
        List<String> urls = run.installation().urls();
        String url = urls.get(run.random().nextInt(urls.size()));
        HttpClient http = run.load().http();
        for (HttpRequest request : requests(run, url + "/api/v1")) {
            var call = http.sendAsync(request, BodyHandlers.discarding());
            long micros = run.random().nextLong(30_000);
            CompletableFuture<Void> unused = CompletableFuture.runAsync(
                    () -> call.cancel(true), CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS));
        }
    }

    /** One of each endpoint that asks the database, follows a topic or writes. */
    private static List<HttpRequest> requests(FaultRun run, String api) {
        Offer offer = run.scenario().offers().getLast();
        InvitationId invitation = offer.invitation();
        OrganizationId organization = offer.organization();
        AcceptanceId somebody = run.load().newest().orElseGet(() -> new AcceptanceId(UUID.randomUUID()));
        String person = run.scenario().address("hasty" + run.random().nextLong());
        return List.of(
                get(api + "/invitations/" + invitation),
                get(api + "/invitations/%s/acceptances?limit=200".formatted(invitation)),
                get(api + "/acceptances/" + somebody),
                get(api + "/acceptances/%s/stream".formatted(somebody)),
                get(api + "/organizations/" + organization),
                get(api + "/organizations/%s/invitations".formatted(organization)),
                get(api + "/organizations/%s/teams".formatted(organization)),
                request(api + "/invitations/%s/acceptances".formatted(invitation))
                        .header("Content-Type", "application/json")
                        .header("Prefer", "wait=5")
                        .POST(BodyPublishers.ofString("{\"email\": \"%s\"}".formatted(person)))
                        .build());
    }

    private static HttpRequest get(String url) {
        return request(url).GET().build();
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(ANSWERED_WITHIN)
                .header("Authorization", "Bearer " + Installation.TOKEN);
    }

    @Override
    public boolean afterwards(FaultRun run) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String url : run.installation().urls()) {
                if (!Waiting.until(USABLE_WITHIN, () -> allAreAnswered(http, run, url))) {
                    run.violations()
                            .add(
                                    "after the cancelled calls",
                                    "%s: not all of %d calls are answered",
                                    url,
                                    MORE_THAN_THE_POOL);
                }
            }
        }
        return false;
    }

    private static boolean allAreAnswered(HttpClient http, FaultRun run, String url) {
        HttpRequest request = get(
                url + "/api/v1/invitations/" + run.scenario().offers().getLast().invitation());
        List<CompletableFuture<Integer>> calls = IntStream.range(0, MORE_THAN_THE_POOL)
                .mapToObj(i -> http.sendAsync(request, BodyHandlers.discarding())
                        .handle((answer, failure) -> answer == null ? 0 : answer.statusCode()))
                .toList();
        return calls.stream().map(CompletableFuture::join).allMatch(status -> status == 200);
    }
}
