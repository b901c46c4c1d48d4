package io.usher.api.projections;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.RejectionReason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StatisticsIT extends ProjectingScenario {

    @Test
    void firstRequestsAreCountedByOutcomeAndMinute() {
        Facts facts = invitation();
        Facts early = facts.at(Instant.parse("2026-03-02T09:15:59.999Z"));
        Facts late = facts.at(Instant.parse("2026-03-02T09:16:00Z"));
        AcceptanceOutcome waiting = early.waitlisted("w@example.com");

        publish(
                early.accepted("a@example.com"),
                early.accepted("b@example.com"),
                waiting,
                late.repeated("a@example.com"),
                late.rejected("c@example.com", RejectionReason.QUOTA_FULL),
                late.rejected("d@example.com", RejectionReason.QUOTA_FULL),
                late.rejected("e@example.com", RejectionReason.NOT_INVITED),
                late.promoted(waiting.acceptance(), "w@example.com"),
                late.withdrawn(waiting.acceptance(), "w@example.com"));

        JsonNode stats = awaitDecided(facts, 6);
        assertThat(stats.path("accepted").asInt()).isEqualTo(3);
        assertThat(stats.path("waitlisted").asInt()).isEqualTo(1);
        assertThat(stats.path("repeated").asInt()).isEqualTo(1);
        assertThat(stats.path("rejected").toString()).isEqualTo("{\"not-invited\":1,\"quota-full\":2}");
        assertThat(stats.path("perMinute").valueStream().map(JsonNode::toString))
                .containsExactly(
                        "{\"minute\":\"2026-03-02T09:15:00Z\",\"requested\":3,\"accepted\":2,\"waitlisted\":1,\"rejected\":0}",
                        "{\"minute\":\"2026-03-02T09:16:00Z\",\"requested\":3,\"accepted\":1,\"waitlisted\":0,\"rejected\":3}");
        assertThat(stats(facts, "?step=day").path("perMinute").valueStream().map(JsonNode::toString))
                .containsExactly(
                        "{\"minute\":\"2026-03-02T00:00:00Z\",\"requested\":6,\"accepted\":3,\"waitlisted\":1,\"rejected\":3}");
        assertThat(stats(facts, "?from=2026-03-02T09:16:00Z").path("perMinute")).hasSize(1);
        assertThat(stats(facts, "?to=2026-03-02T09:16:00Z").path("perMinute")).hasSize(1);
    }

    @Test
    void whoWaitedInVainIsCountedAsOneRequest() {
        Facts facts = invitation();
        AcceptanceOutcome waiting = facts.waitlisted("w@example.com");

        publish(
                waiting,
                facts.dismissed(waiting.acceptance(), "w@example.com", RejectionReason.INVITATION_DELETED),
                facts.rejected("x@example.com", RejectionReason.INVITATION_DELETED),
                facts.accepted("y@example.com"));

        await().atMost(SOON).until(() -> stats(facts, "").path("accepted").asInt() == 1);
        JsonNode stats = stats(facts, "");
        assertThat(stats.path("requested").asInt()).isEqualTo(3);
        assertThat(stats.path("waitlisted").asInt()).isEqualTo(1);
        assertThat(stats.path("rejected").toString()).isEqualTo("{\"invitation-deleted\":2}");
    }

    @Test
    void whoAsksAnewIsOnePersonStill() {
        Facts facts = invitation();
        AcceptanceOutcome first = facts.rejected("ada@example.com", RejectionReason.QUOTA_FULL);
        AcceptanceOutcome other = facts.rejected("bob@example.com", RejectionReason.QUOTA_FULL);
        AcceptanceOutcome second = facts.rejected("ada@example.com", RejectionReason.QUOTA_FULL);
        AcceptanceOutcome third = facts.accepted("ada@example.com");
        decided(facts, 1, first, "ada@example.com", "rejected");
        decided(facts, 2, other, "bob@example.com", "rejected");
        decided(facts, 3, second, "ada@example.com", "rejected");
        decided(facts, 4, third, "ada@example.com", "accepted");

        publish(first, other, second);
        awaitCaughtUp();
        publish(third);
        awaitCaughtUp();

        JsonNode stats = stats(facts, "?step=day");
        assertThat(stats.path("requested").asInt()).isEqualTo(2);
        assertThat(stats.path("repeated").asInt()).isEqualTo(2);
        assertThat(stats.path("rejected").toString()).isEqualTo("{\"quota-full\":2}");
        assertThat(stats.path("accepted").asInt()).isEqualTo(1);
        JsonNode day = stats.path("perMinute").path(0);
        assertThat(day.path("requested").asInt()).isEqualTo(2);
        assertThat(day.path("rejected").asInt()).isEqualTo(2);
        assertThat(day.path("accepted").asInt()).isEqualTo(1);
    }

    @Test
    void theFirstRejectionOfAPersonIsCountedWhateverCameBefore() {
        Facts facts = invitation();
        AcceptanceOutcome accepted = facts.accepted("ada@example.com");
        AcceptanceOutcome rejected = facts.rejected("ada@example.com", RejectionReason.QUOTA_FULL);
        AcceptanceOutcome again = facts.rejected("ada@example.com", RejectionReason.QUOTA_FULL);
        AcceptanceOutcome other = facts.rejected("bob@example.com", RejectionReason.NOT_INVITED);
        AcceptanceOutcome waiting = facts.waitlisted("bob@example.com");
        decided(facts, 1, accepted, "ada@example.com", "withdrawn");
        decided(facts, 2, rejected, "ada@example.com", "rejected");
        decided(facts, 3, again, "ada@example.com", "rejected");
        decided(facts, 4, other, "bob@example.com", "rejected");
        decided(facts, 5, waiting, "bob@example.com", "rejected");

        publish(
                accepted,
                facts.withdrawn(accepted.acceptance(), "ada@example.com"),
                rejected,
                again,
                other,
                waiting,
                facts.dismissed(waiting.acceptance(), "bob@example.com", RejectionReason.INVITATION_DELETED));
        awaitCaughtUp();

        JsonNode stats = stats(facts, "");
        assertThat(stats.path("requested").asInt()).isEqualTo(2);
        assertThat(stats.path("repeated").asInt()).isEqualTo(3);
        assertThat(stats.path("rejected").toString()).isEqualTo("{\"not-invited\":1,\"quota-full\":1}");
    }

    /** As the worker stores it. */
    private static void decided(Facts facts, int ordinal, AcceptanceOutcome decided, String address, String outcome) {
        execute("""
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address, requested_at,
                    decided_at, outcome, reason, grant_set_id, joined, log_offset)
                select '%1$s', '%2$s', '%3$s', %4$d, case when accepted then 0 else %4$d end, '%5$s', now(), now(), '%6$s',
                    case when '%6$s' = 'rejected' then 'quota-full' end, case when accepted then gen_random_uuid() end, false, 0
                from (select '%6$s' = 'accepted' as accepted) decided""".formatted(
                        decided.acceptance(), facts.organization(), facts.invitation(), ordinal, address, outcome));
    }

    @Test
    void aDecisionThatIsPublishedAgainIsCountedOnce() {
        Facts facts = invitation();
        AcceptanceOutcome accepted = facts.accepted("a@example.com");
        publish(accepted);
        awaitDecided(facts, 1);

        publish(accepted, facts.accepted("b@example.com"), accepted);

        awaitDecided(facts, 2);
        publish(facts.accepted("c@example.com"));
        awaitDecided(facts, 3);
    }

    @Test
    void statisticsAreForThoseWhoMayReadThem() {
        Facts facts = invitation();
        String path = "/api/v1/invitations/" + facts.invitation() + "/stats";
        String other = API.organization("Other " + System.nanoTime()).get("id").asString();

        assertThat(get(API.as(API.key(organization, "invitations:read")), path).status())
                .isEqualTo(200);
        assertThat(get(API.as(API.key(organization, "acceptances:write")), path).problem())
                .isEqualTo("403 forbidden");
        assertThat(get(API.as(API.key(other, "statistics:read")), path).problem())
                .isEqualTo("404 not-found");
        assertThat(get(reader, path + "?step=week").fields()).containsExactly("step");
        assertThat(get(reader, path + "?from=yesterday").fields()).containsExactly("from");
    }

    @Test
    void theNewestPeriodsAreShownAsManyAsADayHasMinutes() {
        Facts facts = invitation();
        execute("""
                insert into directory.invitation_minute
                select '%s', timestamptz '2026-03-02T00:00:00Z' + n * interval '2 minutes', n, 0, 0, 0
                from generate_series(0, 1440) n""".formatted(facts.invitation()));

        try {
            JsonNode perMinute = stats(facts, "").path("perMinute");

            assertThat(perMinute).hasSize(1440);
            assertThat(perMinute.path(0).path("minute").asString()).isEqualTo("2026-03-02T00:02:00Z");
            assertThat(perMinute.path(1439).path("requested").asInt()).isEqualTo(1440);
            assertThat(stats(facts, "?step=hour").path("perMinute")).hasSize(49);
        } finally {
            // The topics do not have them, from which another test makes all rows anew.
            execute("delete from directory.invitation_minute where invitation_id = '%s'".formatted(facts.invitation()));
        }
    }

    @Test
    void aRangeDoesNotEndBeforeItBegins() {
        String path = "/api/v1/invitations/" + invitation().invitation() + "/stats?from=2026-03-02T09:16:00Z&to=";

        assertThat(get(reader, path + "2026-03-02T09:15:59Z").problem()).isEqualTo("400 invalid");
        assertThat(get(reader, path + "2026-03-02T09:15:59Z").fields()).containsExactly("to");
        assertThat(get(reader, path + "2026-03-02T09:16:00Z").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"from=%2B999999999-01-01T00:00:00Z", "to=%2B294277-01-01T00:00:00Z", "to=0000-01-01T00:00:00Z"})
    void anInstantOutsideTheYearsOfRfc3339IsRefused(String range) {
        Answers refused = get(reader, "/api/v1/invitations/" + invitation().invitation() + "/stats?" + range);

        assertThat(refused.problem()).isEqualTo("400 invalid");
        assertThat(refused.fields()).containsExactly(range.substring(0, range.indexOf('=')));
    }
}
