package io.usher.api.invitations;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.usher.api.Answers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is derived of an invitation. */
class CountedInvitationsIT extends InvitingScenario {

    @Test
    void countsAreThoseOfTheWorkerAndChangeNoTag() {
        Answers made = post(caller, path, Map.of("name", "Counted", "quota", 5, "waitlist", true));
        String location = made.header("Location");

        worker(made, 3, 2);
        Answers some = get(caller, location);
        worker(made, 5, 4);
        Answers full = get(caller, location);

        assertThat(counts(made)).isEqualTo("0 accepted, 5 remaining, 0 waitlisted, enabled");
        assertThat(counts(some)).isEqualTo("3 accepted, 2 remaining, 2 waitlisted, enabled");
        assertThat(counts(full)).isEqualTo("5 accepted, 0 remaining, 4 waitlisted, full");
        assertThat(List.of(some.header("ETag"), full.header("ETag"))).containsOnly(made.header("ETag"));
        assertThat(get(caller, path + "?state=full").text()).contains(made.at("id"));
        assertThat(get(caller, path + "?state=enabled").text()).doesNotContain(made.at("id"));
    }

    @Test
    void aQuotaBelowWhatIsAcceptedKeepsThoseAndAdmitsNobodyMore() {
        Answers made = post(caller, path, Map.of("name", "Lowered", "quota", 5));
        worker(made, 3, 0);

        Answers lowered = patch(caller, made.header("Location"), Map.of("quota", 2));

        assertThat(lowered.status()).isEqualTo(200);
        assertThat(counts(lowered)).isEqualTo("3 accepted, 0 remaining, 0 waitlisted, full");
    }

    private static String counts(Answers invitation) {
        JsonNode json = invitation.json();
        return "%s accepted, %s remaining, %s waitlisted, %s"
                .formatted(
                        json.path("accepted"),
                        json.path("remaining"),
                        json.path("waitlisted"),
                        json.path("state").asString());
    }

    /** As it counts. */
    private void worker(Answers invitation, int accepted, int waiting) {
        api.execute("""
                insert into onboarding.invitation_seats (invitation_id, requests, accepted, waiting)
                values (?, 9, ?, ?) on conflict (invitation_id)
                do update set accepted = excluded.accepted, waiting = excluded.waiting""", UUID.fromString(invitation.at("id")), accepted, waiting);
    }

    @Test
    void theVersionGrowsWithEachChangeAndWhoMadeItAndWhenStays() {
        Answers made = post(caller, path, named("Versioned"));
        String location = made.header("Location");
        patch(caller, location, named("Changed"));
        Answers changed = patch(api.platform(), location, named("Changed once more"));

        assertThat(made.json().path("version").asInt()).isEqualTo(1);
        assertThat(changed.json().path("version").asInt()).isEqualTo(3);
        assertThat(changed.at("createdBy")).isEqualTo(made.at("createdBy")).startsWith("key:");
        assertThat(changed.at("createdAt")).isEqualTo(made.at("createdAt"));
        assertThat(Instant.parse(made.at("createdAt")))
                .isCloseTo(Instant.now(), within(Duration.ofMinutes(1)))
                .isBefore(Instant.parse(changed.at("updatedAt")));
    }

    @Test
    void withoutRolesPeopleBecomeLearners() {
        Answers made = post(caller, path, Map.of("name", "Roles", "roles", List.of()));
        String location = post(api.platform(), path, Map.of("name", "Managers", "roles", List.of("manager")))
                .header("Location");

        Answers emptied = patch(api.platform(), location, Map.of("roles", List.of()));
        patch(api.platform(), location, Map.of("roles", List.of("manager")));
        Answers cleared = patch(api.platform(), location, "{\"roles\": null}");

        assertThat(List.of(made, emptied, cleared))
                .extracting(answer -> answer.json().path("roles").toString())
                .containsOnly("[\"learner\"]");
    }

    @CsvSource(
            delimiter = '|',
            value = {
                "{\"roles\": [\"mentor\"]} | unknown-role",
                "{\"teams\": [\"mentor\"]} | unknown-team",
                "{\"unit\": \"mentor\"} | unknown-unit",
                "{\"groups\": [\"mentor\"]} | unknown-group",
                "{\"courses\": [\"mentor\"]} | unknown-course"
            })
    @ParameterizedTest
    void whatIsGrantedMustExistOrIsNamed(String grants, String code) {
        String location = post(caller, path, named("Grants")).header("Location");

        Answers refused = patch(caller, location, grants);

        assertThat(refused.problem()).isEqualTo("422 " + code);
        assertThat(refused.text()).contains("mentor");
    }

    @Test
    void anAccessThatWouldHaveEndedIsRefusedInAChangeToo() {
        String location = post(caller, path, named("Access")).header("Location");

        Answers refused = patch(caller, location, Map.of("accessExpiresAt", "2020-01-01T00:00:00Z"));

        assertThat(refused.problem()).isEqualTo("422 in-the-past");
        assertThat(refused.fields()).containsExactly("accessExpiresAt");
    }
}
