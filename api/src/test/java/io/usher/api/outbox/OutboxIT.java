package io.usher.api.outbox;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.event.Event;
import io.usher.contract.event.InvitationEvent;
import io.usher.contract.event.InvitationEvent.InvitationCreated;
import io.usher.contract.event.InvitationEvent.InvitationDeleted;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationEnabled;
import io.usher.contract.event.InvitationEvent.InvitationUpdated;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

class OutboxIT extends OutboxScenario {

    private final WebTestClient caller = api.platform();
    private final String path = "/api/v1/organizations/"
            + api.organization("Publishing " + System.nanoTime()).get("id").asString() + "/invitations";

    @Test
    void everyChangeIsPublishedOnceInItsOrder() {
        Answers made = post(caller, path, Map.of("name", "First", "quota", 5));
        String one = made.header("Location");
        assertThat(patch(caller, one, Map.of("status", "disabled")).status()).isEqualTo(200);
        assertThat(patch(caller, one, Map.of("status", "enabled", "name", "Third"))
                        .status())
                .isEqualTo(200);
        assertThat(patch(caller, one, Map.of("name", "Third")).status()).isEqualTo(200);
        assertThat(delete(caller, one).status()).isEqualTo(204);

        try (Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(published.of(made.at("id")))
                            .hasExactlyElementsOfTypes(
                                    InvitationCreated.class,
                                    InvitationDisabled.class,
                                    InvitationUpdated.class,
                                    InvitationEnabled.class,
                                    InvitationDeleted.class));
            List<Event> events = published.of(made.at("id"));
            assertThat(events)
                    .extracting(event -> ((InvitationEvent) event).invitation().version())
                    .containsExactly(1L, 2L, 3L, 3L, 4L);
            assertThat(((InvitationEvent) events.get(2)).invitation().name()).isEqualTo("Third");
            assertThat(((InvitationEvent) events.getLast()).invitation().deletedAt())
                    .isNotNull();
            assertThat(published.under(made.at("id"))).extracting(Readable::id).doesNotHaveDuplicates();
        }
        await().atMost(SOON).until(() -> outbox(api) == 0);
    }

    @Test
    void whoeverStaysOnTheListIsInvitedOnce() {
        Answers made = post(
                caller,
                path,
                Map.of("name", "x", "emails", List.of("Ada@x.io", "*@corp.com", "bob@x.io"), "sendEmails", false));
        String one = made.header("Location");
        assertThat(patch(caller, one, Map.of("emails", List.of("ada@X.io"))).status())
                .isEqualTo(200);
        assertThat(patch(caller, one, Map.of("emails", List.of("bob@x.io", "eve@x.io"), "sendEmails", true))
                        .status())
                .isEqualTo(200);

        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(published.of(made.at("id")))
                            .extracting(event -> event instanceof InviteeInvited invited
                                    ? invited.email() + " " + invited.sendEmail()
                                    : "cancelled")
                            .containsExactly(
                                    "Ada@x.io false",
                                    "bob@x.io false",
                                    "cancelled",
                                    "cancelled",
                                    "bob@x.io true",
                                    "eve@x.io true"));
        }
    }

    @Test
    void aChangeIsPublishedWhenItIsNotifiedOf() {
        // Nothing but the notification can wake this relay.
        try (RunningApi other = RunningApi.start(TestServers.freshDatabase(), "usher.outbox.poll=1h");
                Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
            String invitations = "/api/v1/organizations/"
                    + other.organization("Notified").get("id").asString() + "/invitations";
            await().atMost(SOON).until(() -> locks(other) == 1 && isListening(other));
            for (String name : List.of("First", "Second")) {
                Answers made = post(other.platform(), invitations, named(name));

                await().atMost(SOON).until(() -> !published.of(made.at("id")).isEmpty());
            }
        }
    }

    /** From then on it waits: it has looked for events once, after it began to listen. */
    private static boolean isListening(RunningApi api) {
        return count(api, """
                        select count(*) as n from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()
                          and state = 'idle' and query like '%bytes_before%'""") == 1;
    }

    @Test
    void anEventThatKafkaRefusesIsSetAsideAndTheOthersGoOn() {
        Instant begin = Instant.now();
        try (RunningApi other = RunningApi.start(
                        TestServers.freshDatabase(),
                        "usher.outbox.largest-event=200000",
                        "spring.kafka.producer.properties.max.request.size=20000");
                Published published = Published.fromTheBeginning(Topic.INVITATIONS, Topic.OPS)) {
            String invitations = "/api/v1/organizations/"
                    + other.organization("Too large").get("id").asString() + "/invitations";
            Answers before = post(other.platform(), invitations, named("Before"));
            Answers large =
                    post(other.platform(), invitations, Map.of("name", "Large", "description", "\u0001".repeat(4000)));
            Answers after = post(other.platform(), invitations, named("After"));
            assertThat(List.of(before.status(), large.status(), after.status())).containsOnly(201);

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(published.of(before.at("id"))).hasSize(1);
                assertThat(published.of(after.at("id"))).hasSize(1);
                // Of other tests too.
                assertThat(published.of("directory.outbox"))
                        .asInstanceOf(list(OpsDeadLetter.class))
                        .filteredOn(told -> told.at().isAfter(begin))
                        .singleElement()
                        .satisfies(told -> {
                            assertThat(told.reason()).isEqualTo("RecordTooLargeException");
                            assertThat(told.consumer()).isEqualTo("/usher/api");
                        });
            });
            assertThat(published.of(large.at("id"))).isEmpty();
            assertThat(outbox(other)).isZero();
            assertThat(count(other, "select count(*) as n from directory.outbox_refused"))
                    .isOne();
            assertThat(get(other.anonymous(), "/actuator/prometheus").text())
                    .contains(
                            "usher_outbox_refused_total{schema=\"directory\"} 1.0",
                            "usher_outbox_age_seconds{schema=\"directory\"}");
        }
    }

    @Test
    void whatWouldNotFitIntoAnEventIsRefusedAtOnce() {
        List<String> emails = IntStream.range(0, 1000)
                .mapToObj(i -> "*@domain%d.%s.example.com".formatted(i, "x".repeat(60)))
                .toList();
        try (RunningApi other = RunningApi.start(TestServers.freshDatabase(), "usher.outbox.largest-event=50000")) {
            String organization = other.organization("Too long").get("id").asString();
            String invitations = "/api/v1/organizations/" + organization + "/invitations";
            Answers refused = post(other.platform(), invitations, Map.of("name", "x", "emails", emails));

            assertThat(refused.problem()).isEqualTo("422 invitation-too-large");
            assertThat(refused.fields()).containsExactly("emails");
            assertThat(get(other.platform(), invitations).json().path("items").size())
                    .isZero();
            await("the events of the organization are published").atMost(SOON).until(() -> outbox(other) == 0);
            try (Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
                assertThat(published.all())
                        .extracting(Readable::event)
                        .filteredOn(event -> ((InvitationEvent) event)
                                .invitation()
                                .organization()
                                .toString()
                                .equals(organization))
                        .isEmpty();
            }
        }
    }
}
