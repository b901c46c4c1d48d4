package io.usher.resilience;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Three new organizations with ten public invitations, and the calls for seats in their order: many for one hot
 * invitation, two in ten a second time. One organization's plan has too few seats, and one invitation expires in the
 * middle of the load.
 *
 * @param plans seats of the organizations whose plan limits them
 */
record Scenario(List<Offer> offers, Map<OrganizationId, Integer> plans, List<PlannedCall> plannedCalls) {

    private static final double REPEATED_SHARE = 0.2;

    /** The hot invitation is the first. */
    private static final int EXPIRES = 7;

    private static final int DISABLED = 1;
    private static final int RAISED = 2;

    /** @param quota null if unlimited */
    record Offer(
            OrganizationId organization,
            InvitationId invitation,
            @Nullable Integer quota,
            @Nullable Instant expiresAt) {}

    record PlannedCall(InvitationId invitation, String email) {}

    /**
     * Creates it through the API.
     *
     * @param hot the share of calls for the hot invitation
     * @param lasts the duration of the load
     */
    static Scenario create(ApiClient api, Random random, int requests, double hot, Duration lasts) {
        List<OrganizationId> organizations = new ArrayList<>();
        Map<OrganizationId, Integer> plans = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            OrganizationId organization = organization(api, i == 1 ? requests / 6 : null);
            organizations.add(organization);
            if (i == 1) {
                plans.put(organization, requests / 6);
            }
        }
        List<Offer> offers = new ArrayList<>();
        offers.add(offer(api, organizations.get(0), Math.max(50, requests / 100), null));
        for (int i = 1; i < 10; i++) {
            Instant expiresAt =
                    i == EXPIRES ? Instant.now().plus(lasts.dividedBy(2)).truncatedTo(ChronoUnit.MILLIS) : null;
            offers.add(
                    offer(api, organizations.get(i % 3), i == RAISED ? Math.max(10, requests / 50) : null, expiresAt));
        }
        return new Scenario(List.copyOf(offers), Map.copyOf(plans), plannedCalls(offers, random, requests, hot));
    }

    private static OrganizationId organization(ApiClient api, @Nullable Integer seats) {
        String plan = seats == null ? "" : ", \"plan\": {\"seats\": %d}".formatted(seats);
        OrganizationId organization =
                new OrganizationId(created(api, "/organizations", "{\"name\": \"Layer Five\"%s}".formatted(plan)));
        created(
                api,
                "/organizations/%s/roles".formatted(organization),
                "{\"name\": \"contestant\", \"permissions\": []}");
        created(api, "/organizations/%s/teams".formatted(organization), "{\"name\": \"Finalists\"}");
        return organization;
    }

    private static Offer offer(
            ApiClient api, OrganizationId organization, @Nullable Integer quota, @Nullable Instant expiresAt) {
        UUID invitation = created(api, "/organizations/%s/invitations".formatted(organization), """
                {"name": "Challenge", "quota": %s, "roles": ["contestant"], "teams": ["Finalists"], "expiresAt": "%s"}
                """.formatted(
                        quota, expiresAt == null ? "2099-01-01T00:00:00Z" : expiresAt));
        return new Offer(organization, new InvitationId(invitation), quota, expiresAt);
    }

    /** The id of what this call makes. */
    @CanIgnoreReturnValue
    static UUID created(ApiClient api, String path, String json) {
        Answer answer = api.postUntilConfirmed(path, json);
        if (answer.status() != 201) {
            throw new IllegalStateException("not created: %d %s".formatted(answer.status(), answer.body()));
        }
        return UUID.fromString(answer.body().path("id").asString());
    }

    private static List<PlannedCall> plannedCalls(List<Offer> offers, Random random, int requests, double hot) {
        List<PlannedCall> plannedCalls = new ArrayList<>(requests);
        for (int i = 0; i < requests; i++) {
            if (i > 0 && random.nextDouble() < REPEATED_SHARE) {
                plannedCalls.add(plannedCalls.get(random.nextInt(i)));
            } else {
                Offer offer = offers.get(random.nextDouble() < hot ? 0 : 1 + random.nextInt(offers.size() - 1));
                // A third of the people request several invitations.
                String person = i % 3 == 0 ? "p" + random.nextInt(requests) : "only" + i;
                plannedCalls.add(new PlannedCall(
                        offer.invitation(),
                        "%s@%s.example.org".formatted(person, offers.getFirst().invitation())));
            }
        }
        return List.copyOf(plannedCalls);
    }

    /** The address of a person of this scenario alone. */
    String address(String person) {
        return person + domain();
    }

    /** The domain of all addresses of this scenario. */
    String domain() {
        return "@%s.example.org".formatted(offers.getFirst().invitation());
    }

    InvitationId disabledInTheMiddle() {
        return offers.get(DISABLED).invitation();
    }

    Offer raisedInTheMiddle() {
        return offers.get(RAISED);
    }

    Set<UUID> organizations() {
        Set<UUID> organizations = new HashSet<>();
        offers.forEach(offer -> organizations.add(offer.organization().value()));
        return organizations;
    }

    Set<UUID> invitations() {
        Set<UUID> invitations = new HashSet<>();
        offers.forEach(offer -> invitations.add(offer.invitation().value()));
        return invitations;
    }
}
