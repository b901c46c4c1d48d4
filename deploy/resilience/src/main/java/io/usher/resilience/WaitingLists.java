package io.usher.resilience;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import io.usher.testing.ProgramProcess;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * People wait for seats of an organization of their own: for an invitation with a quota, and for one that only the plan
 * limits. While people ask, withdraw, are removed or lose their access, and quota and plan change, a worker is killed.
 */
final class WaitingLists implements Fault {

    private static final int PEOPLE = 40;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int MOST_SEATS = 60;

    private final Queue<UUID> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> people = new ConcurrentLinkedQueue<>();
    private @Nullable WaitingOrganization crowded;

    /**
     * The organization.
     *
     * @param limited its invitation with a quota
     * @param open its invitation without one
     */
    record WaitingOrganization(OrganizationId id, InvitationId limited, InvitationId open) {}

    @Override
    public void prepare(FaultRun run) {
        acknowledged.clear();
        people.clear();
        ApiClient api = run.installation().client();
        UUID organization =
                Scenario.created(api, "/organizations", "{\"name\": \"Waiting\", \"plan\": {\"seats\": 20}}");
        crowded = new WaitingOrganization(
                new OrganizationId(organization),
                new InvitationId(invitation(api, organization, 10)),
                new InvitationId(invitation(api, organization, null)));
    }

    private static UUID invitation(ApiClient api, UUID organization, @Nullable Integer quota) {
        return Scenario.created(api, "/organizations/%s/invitations".formatted(organization), """
                {"name": "Waiting", "quota": %s, "waitlist": true, "expiresAt": "2099-01-01T00:00:00Z"}
                """.formatted(quota));
    }

    private WaitingOrganization crowded() {
        WaitingOrganization prepared = crowded;
        if (prepared == null) {
            throw new IllegalStateException("no organization (expected the one of this run)");
        }
        return prepared;
    }

    @Override
    public void strike(FaultRun run) {
        // The first API has a clock that is right.
        ApiClient api = run.installation().client();
        Random random = run.random();
        int kill = random.nextInt(PEOPLE);
        for (int i = 0; i < PEOPLE; i++) {
            ask(api, random, "p%d".formatted(people.size()));
            if (i % 8 == 0) {
                giveBack(api, random);
                changeLimits(api, random);
            }
            if (i == kill) {
                ProgramProcess worker = run.installation().anyWorker(random);
                run.log("%d people wait or are members: kill -9 %s", people.size(), worker);
                worker.kill();
                worker.relaunch();
            }
        }
    }

    private void ask(ApiClient api, Random random, String person) {
        InvitationId invitation =
                random.nextBoolean() ? crowded().limited() : crowded().open();
        String email = "%s@%s.example.org".formatted(person, crowded().id());
        people.add(email);
        call(api.request("/invitations/%s/acceptances".formatted(invitation))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"email\": \"%s\"}".formatted(email))))
                .filter(answer -> answer.status() == 202)
                .ifPresent(answer -> acknowledged.add(
                        UUID.fromString(answer.body().path("id").asString())));
    }

    /** Somebody withdraws, somebody is removed, and the access of somebody ends. */
    private void giveBack(ApiClient api, Random random) {
        any(List.copyOf(acknowledged), random)
                .ifPresent(acceptance -> call(later(api, "/acceptances/%s/withdraw".formatted(acceptance))
                        .POST(BodyPublishers.noBody())));
        any(List.copyOf(people), random)
                .ifPresent(person -> call(later(api, member(person)).DELETE()));
        any(List.copyOf(people), random)
                .ifPresent(person -> call(later(api, member(person))
                        .header("Content-Type", "application/merge-patch+json")
                        .method(
                                "PATCH",
                                BodyPublishers.ofString("{\"accessExpiresAt\": \"%s\"}"
                                        .formatted(Instant.now().plus(SOON))))));
    }

    private String member(String email) {
        return "/organizations/%s/members/%s".formatted(crowded().id(), email);
    }

    private void changeLimits(ApiClient api, Random random) {
        change(api, "/organizations/" + crowded().id(), "{\"plan\": {\"seats\": %d}}".formatted(seats(random)));
        change(api, "/invitations/" + crowded().limited(), "{\"quota\": %d}".formatted(seats(random)));
    }

    private static int seats(Random random) {
        return 5 + random.nextInt(MOST_SEATS - 5);
    }

    private static void change(ApiClient api, String path, String patch) {
        call(api.request(path)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(patch)));
    }

    private static HttpRequest.Builder later(ApiClient api, String path) {
        return api.request(path).header("Prefer", "wait=0");
    }

    private static <T> Optional<T> any(List<T> all, Random random) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /** Empty if there is no response. The check knows by the database what has happened. */
    @CanIgnoreReturnValue
    private static Optional<Answer> call(HttpRequest.Builder request) {
        try {
            return Optional.of(ApiClient.send(request.build()));
        } catch (UncheckedIOException noResponse) {
            return Optional.empty();
        }
    }

    @Override
    public void check(FaultRun run, Evidence evidence, Violations violations) {
        new WaitingListCheck(run, crowded(), violations)
                .run(List.copyOf(acknowledged), MOST_SEATS, evidence.repeatedMails());
    }
}
