package io.usher.resilience;

import io.usher.resilience.Scenario.Offer;
import io.usher.testing.ApiClient;
import io.usher.testing.Waiting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls with a byte too many for what the API takes: refused at the edge, and nobody else notices. */
final class OversizedCalls implements Fault {

    private static final int LARGEST_BODY = 1024 * 1024;

    /** Of an API that has too much to do, which refuses before it looks at a call, or does not answer: 0. */
    private static final Set<Integer> OVERLOADED = Set.of(0, 408, 429, 503);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private record Call(String what, String path, String body, Set<Integer> expected) {}

    @Override
    public void strike(FaultRun run) {
        for (Call call : calls(run.scenario())) {
            int status = answered(run.installation().client(), call);
            if (!call.expected().contains(status)) {
                run.violations().add("oversized", "%s: %d (expected %s)", call.what(), status, call.expected());
            }
        }
        run.log("oversized calls");
    }

    private static int answered(ApiClient client, Call call) {
        AtomicInteger status = new AtomicInteger();
        boolean unused = Waiting.until(PATIENCE, BETWEEN_TRIES, () -> {
            status.set(status(client, call));
            return !OVERLOADED.contains(status.get());
        });
        return status.get();
    }

    private static int status(ApiClient client, Call call) {
        try {
            return client.post(call.path(), call.body()).status();
        } catch (UncheckedIOException noResponse) {
            return 0;
        }
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
