package io.usher.resilience;

import io.usher.resilience.Scenario.Offer;
import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import io.usher.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Calls with a byte too many for what the API takes: refused at the edge, and nobody else notices. */
final class OversizedCalls implements Fault {

    private static final int LARGEST_BODY = 1024 * 1024;
    private static final Set<Integer> OVERLOADED = Set.of(429, 503);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private record Call(String what, String path, String body, Set<Integer> expected) {}

    @Override
    public void strike(FaultRun run) {
        for (Call call : calls(run.scenario())) {
            Answer answer = answered(run.installation().client(), call);
            if (!call.expected().contains(answer.status())) {
                run.violations()
                        .add("oversized", "%s: %d (expected %s)", call.what(), answer.status(), call.expected());
            }
        }
        run.log("oversized calls");
    }

    /** An API that has too much to do refuses before it looks at a call. */
    private static Answer answered(ApiClient client, Call call) {
        Answer answer = client.post(call.path(), call.body());
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (OVERLOADED.contains(answer.status()) && System.nanoTime() < patience) {
            Waiting.untilNanoTime(System.nanoTime() + BETWEEN_TRIES.toNanos());
            answer = client.post(call.path(), call.body());
        }
        return answer;
    }

    private static List<Call> calls(Scenario scenario) {
        Offer offer = scenario.offers().getLast();
        String acceptances = "/invitations/%s/acceptances".formatted(offer.invitation());
        String invitations = "/organizations/%s/invitations".formatted(offer.organization());
        String person = scenario.address("large");
        Set<Integer> refused = Set.of(400, 422);
        return List.of(
                new Call("a body", acceptances, body(person, LARGEST_BODY + 1), Set.of(413)),
                new Call("a body of an invitation", invitations, body(person, LARGEST_BODY + 1), Set.of(413)),
                new Call(
                        "an address",
                        acceptances,
                        "{\"email\": \"%s@example.org\"}".formatted("a".repeat(400)),
                        refused),
                new Call(
                        "a name",
                        acceptances,
                        "{\"email\": \"%s\", \"firstName\": \"%s\"}".formatted(person, "n".repeat(256)),
                        refused),
                new Call(
                        "a name of an invitation",
                        invitations,
                        "{\"name\": \"%s\"}".formatted("n".repeat(5000)),
                        refused),
                new Call(
                        "a name of a team",
                        "/organizations/%s/teams".formatted(offer.organization()),
                        "{\"name\": \"%s\"}".formatted("n".repeat(5000)),
                        refused));
    }

    private static String body(String person, int bytes) {
        String empty = "{\"email\": \"%s\", \"firstName\": \"\"}".formatted(person);
        return "{\"email\": \"%s\", \"firstName\": \"%s\"}".formatted(person, "n".repeat(bytes - empty.length()));
    }
}
