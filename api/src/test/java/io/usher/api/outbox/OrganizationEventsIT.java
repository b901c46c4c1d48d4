package io.usher.api.outbox;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantableEvent.GrantableCreated;
import io.usher.contract.event.GrantableEvent.GrantableDeleted;
import io.usher.contract.event.GrantableEvent.GrantableRenamed;
import io.usher.contract.event.OrganizationEvent.OrganizationCreated;
import io.usher.contract.event.OrganizationEvent.OrganizationUpdated;
import io.usher.contract.event.OrganizationEvent.Plan;
import io.usher.contract.kafka.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Whoever reads the topic of organizations knows every name. */
class OrganizationEventsIT {

    private static final String ORGANIZATIONS = "/api/v1/organizations";

    private final WebTestClient platform = RunningApi.shared().platform();

    @Test
    void changesOfAnOrganizationArePublished() {
        String slug = "told-" + System.nanoTime();
        Answers made = post(
                platform,
                ORGANIZATIONS,
                Map.of(
                        "name",
                        "Told",
                        "slug",
                        slug,
                        "plan",
                        Map.of("seats", 7, "roles", List.of("learner", "manager"))));
        patch(platform, made.header("Location"), Map.of("plan", Map.of("seats", 9)));
        patch(platform, made.header("Location"), named("Told"));
        patch(platform, made.header("Location"), "{\"name\": \"Retold\", \"plan\": null}");

        List<Event> told = awaitTold(made.at("id"), 8);

        assertThat(told.getFirst()).isInstanceOfSatisfying(OrganizationCreated.class, created -> {
            assertThat(created.slug()).isEqualTo(slug);
            assertThat(created.name()).isEqualTo("Told");
            assertThat(created.plan()).isEqualTo(new Plan(7, List.of("learner", "manager")));
        });
        assertThat(told.subList(1, 6))
                .extracting(event -> ((GrantableCreated) event).kind() + " " + ((GrantableCreated) event).name())
                .containsExactly(
                        "ROLE admin", "ROLE manager", "ROLE learner-admin", "ROLE learner-analyst", "ROLE learner");
        assertThat(told.subList(6, 8))
                .extracting(event -> ((OrganizationUpdated) event).name() + " " + ((OrganizationUpdated) event).plan())
                .containsExactly(
                        "Told " + new Plan(9, List.of("learner", "manager")), "Retold " + new Plan(null, null));
    }

    @Test
    void theLanguageAndTheReplyAddressOfItsMailsArePublished() {
        Answers made = post(
                platform,
                ORGANIZATIONS,
                Map.of("name", "Mails " + System.nanoTime(), "locale", "de", "replyTo", "Office@acme.example"));
        patch(platform, made.header("Location"), Map.of("locale", "fr"));
        patch(platform, made.header("Location"), Map.of("locale", "fr"));
        patch(platform, made.header("Location"), "{\"locale\": null, \"replyTo\": null}");

        List<Event> told = awaitTold(made.at("id"), 8);

        assertThat(told.getFirst()).isInstanceOfSatisfying(OrganizationCreated.class, created -> {
            assertThat(created.locale()).isEqualTo("de");
            assertThat(created.replyTo()).isEqualTo("Office@acme.example");
        });
        assertThat(told.subList(6, 8))
                .extracting(
                        event -> ((OrganizationUpdated) event).locale() + " " + ((OrganizationUpdated) event).replyTo())
                .containsExactly("fr Office@acme.example", "null null");
    }

    @Test
    void fromTheEventsOfGrantablesTheirNamesAreKnown() {
        Answers organization = post(platform, ORGANIZATIONS, named("Names " + System.nanoTime()));
        String path = organization.header("Location");
        post(platform, path + "/teams", named("Blue"));
        post(platform, path + "/units", named("Europe"));
        post(platform, path + "/units", Map.of("name", "Berlin", "parent", "Europe"));
        post(platform, path + "/groups", named("Alumni"));
        post(platform, path + "/courses", Map.of("name", "Kubernetes", "kind", "path"));
        patch(platform, path + "/teams/blue", named("Green"));
        patch(platform, path + "/units/berlin", "{\"parent\": null}");
        delete(platform, path + "/groups/alumni");

        List<Event> told = awaitTold(organization.at("id"), 13);

        Map<String, String> names = new TreeMap<>();
        for (Event event : told) {
            switch (event) {
                case GrantableCreated created -> names.put(created.subject(), created.name());
                case GrantableRenamed renamed -> {
                    assertThat(renamed.formerName()).isEqualTo(names.get(renamed.subject()));
                    names.put(renamed.subject(), renamed.name());
                }
                case GrantableDeleted deleted -> names.remove(deleted.subject());
                default -> {}
            }
        }
        assertThat(names.values())
                .containsExactlyInAnyOrder(
                        "admin",
                        "manager",
                        "learner-admin",
                        "learner-analyst",
                        "learner",
                        "Green",
                        "Europe",
                        "Berlin",
                        "Kubernetes");
    }

    /** The plan names roles: it follows. */
    @Test
    void aRoleThatIsRenamedIsRenamedInThePlanToo() {
        Answers organization = post(platform, ORGANIZATIONS, named("Plan " + System.nanoTime()));
        String path = organization.header("Location");
        post(platform, path + "/roles", named("Mentor"));
        patch(platform, path, Map.of("plan", Map.of("roles", List.of("mentor"))));
        patch(platform, path + "/roles/mentor", named("Coach"));

        List<Event> told = awaitTold(organization.at("id"), 10);

        assertThat(told.get(8)).isInstanceOf(GrantableRenamed.class);
        assertThat(told.get(9))
                .isInstanceOfSatisfying(
                        OrganizationUpdated.class,
                        updated -> assertThat(updated.plan().roles()).containsExactly("Coach"));
    }

    private static List<Event> awaitTold(String organization, int events) {
        List<Event> told = new ArrayList<>();
        try (Published published = Published.fromTheBeginning(Topic.ORGANIZATIONS)) {
            await().atMost(LATER).untilAsserted(() -> {
                told.clear();
                told.addAll(published.of(organization));
                assertThat(told).hasSize(events);
            });
        }
        return told;
    }
}
